import type { Command } from 'commander';
import {
  publicProvider,
  requireKnownProvider,
  requireValidProvider,
  type ValidProvider,
  withoutSecret,
} from '../deployment/known-providers.ts';
import { operatorVariables } from '../deployment/operator-settings.ts';
import { withStore } from '../deployment/operator-store.ts';
import { whoMayEnter } from '../deployment/who-may-enter.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { list, print, printJson } from '../terminal/output.ts';
import { whatToRegister } from './what-to-register.ts';

export function addShow(group: Command): void {
  addCommand(group, {
    usage: 'show <id>',
    does: 'Shows the record of a provider without its secret, who may enter, and what to register at the provider.',
    examples: ['providers show entra', 'providers show entra --json'],
  }).action(show);
}

async function show(id: string, { json }: JsonOption): Promise<void> {
  const { ISSUER: own = 'ISSUER' } = await operatorVariables();
  const known = await withStore((opened) => requireKnownProvider(id, opened));
  if (json) printJson(publicProvider(known));
  if (json && 'problems' in known) process.exitCode = exitCodes.refused;
  if (json) return;
  const valid = requireValidProvider(known);
  print([list(pairsOf(valid)), whoMayEnter(valid.provider), whatToRegister(valid.provider, own)].join('\n\n'));
}

function pairsOf({ origin, record }: ValidProvider): readonly (readonly [string, string])[] {
  return [
    ['from', origin],
    ...Object.entries(withoutSecret(record)).map(([name, value]) => [name, shown(value)] as const),
    ...(record.client_secret === undefined ? [] : [['client_secret', 'stored, not shown'] as const]),
  ];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
