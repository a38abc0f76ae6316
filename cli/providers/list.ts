import type { Command } from 'commander';
import { type KnownProvider, knownProviders, publicProvider } from '../deployment/known-providers.ts';
import { withStore } from '../deployment/operator-store.ts';
import { isOpenToAll, rulesInWords } from '../deployment/who-may-enter.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { print, printJson, remark, table } from '../terminal/output.ts';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list',
    does: 'Lists the providers of the store and of PROVIDERS_FILE.',
    examples: ['providers list', 'providers list --json'],
    notes:
      'A provider of PROVIDERS_FILE takes precedence over a provider of the store with the same id, which is marked as\nhidden. Secrets are not shown. Invalid records are listed with their problems (exit code 1).',
  }).action(list);
}

async function list({ json }: JsonOption): Promise<void> {
  const known = await withStore((opened) => knownProviders(opened));
  const ofFile = new Set(known.filter(({ origin }) => origin === 'PROVIDERS_FILE').map(({ id }) => id));
  const isHidden = ({ id, origin }: KnownProvider) => origin === 'store' && ofFile.has(id);
  if (known.some((each) => 'problems' in each)) process.exitCode = exitCodes.refused;
  if (json)
    return printJson(known.map((each) => ({ ...publicProvider(each), ...(isHidden(each) && { hidden: true }) })));
  if (known.length === 0) return remark(`There are no providers. To add one: ${asTyped('providers add --help')}`);
  print(
    table(
      ['id', 'from', 'issuer', 'authentication', 'who may enter'],
      known.map((each) => toRow(each, isHidden(each))),
    ),
  );
}

function toRow(known: KnownProvider, isHidden: boolean): readonly string[] {
  const from = isHidden ? `${known.origin} (hidden)` : known.origin;
  if ('problems' in known) return [known.id, from, `invalid: ${known.problems.join('; ')}`, '', ''];
  const { provider } = known;
  const rules = rulesInWords(provider).join('; ');
  const anyone = isOpenToAll(provider) ? 'everybody' : 'whom the provider lets in';
  return [known.id, from, provider.issuer, provider.clientAuthentication, rules || anyone];
}
