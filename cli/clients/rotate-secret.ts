import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import type { Client } from '../../shared/clients/client.ts';
import { requireValid } from '../deployment/known-clients.ts';
import { withStore } from '../deployment/operator-store.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCommand, type JsonOption, wholeSeconds } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { print, printJson, utc } from '../terminal/output.ts';
import { changeClient, changeNotice } from './change-client.ts';
import { newSecret, type SecretRecord, secretLifetime, secretLines } from './new-secret.ts';

interface Options extends JsonOption {
  readonly overlap: number;
  readonly secretLifetime?: number;
}

/** Seconds: a week. */
const defaultOverlapSeconds = 604_800;

export function addRotateSecret(group: Command): void {
  addCommand(group, {
    usage: 'rotate-secret <id>',
    does: 'Creates a new secret, shows it once, and ends the old ones after the overlap.',
    examples: ['clients rotate-secret nightly-report', 'clients rotate-secret nightly-report --overlap 0'],
    notes: `During the overlap the old and the new secret both work. If a secret leaked, use --overlap 0.\n${changeNotice}`,
  })
    .option('--overlap <seconds>', 'how long the old secrets still work', wholeSeconds, defaultOverlapSeconds)
    .option('--secret-lifetime <seconds>', 'the lifetime of the new secret (default: unlimited)', secretLifetime)
    .action(rotateSecret);
}

async function rotateSecret(id: string, { json, overlap, secretLifetime: lifetime }: Options): Promise<void> {
  const now = seconds(systemClock);
  const secret = newSecret(now, lifetime);
  await withStore(async (opened) => {
    const record = await changeClient(id, opened, (known) => {
      const { record: before, client } = requireValid(known);
      if (!usesSecret(client.authenticationMethod)) {
        throw new CommandError(
          `The client ${id} has no secret: its method is ${client.authenticationMethod}.${insteadOf(client, id)}`,
        );
      }
      return { ...before, client_secrets: [secret.record, ...ending(before.client_secrets ?? [], now, overlap)] };
    });
    if (json) return printJson({ ...record, client_secret: secret.plain });
    const others = (record.client_secrets ?? []).slice(1);
    const last = Math.max(...others.map(({ expires_at = 0 }) => expires_at));
    const fate =
      others.length > 0 ? `The old secret works until ${utc(last)} at the latest.` : 'The old secret no longer works.';
    print(`The client ${id} has a new secret. ${fate} ${changeNotice}\n\n${secretLines(secret)}`);
  }, whenUnknown(overlap));
}

function insteadOf({ isConfidential }: Client, id: string): string {
  const keys = isConfidential
    ? ` To see its keys and workloads: ${asTyped(`clients show ${id}`)}. To replace them: ${asTyped('clients update --help')}.`
    : '';
  return `${keys} To give it a secret: ${asTyped(`clients update ${id} --token-endpoint-auth-method client_secret`)}`;
}

function whenUnknown(overlap: number): string {
  const again = 'Run the command again and use the secret that it shows.';
  return overlap > 0
    ? again
    : `${again} Until then the client may be locked out, because the old secret may no longer work.`;
}

/** The old secrets, each until its expiry or the end of the overlap, whichever is earlier. */
function ending(secrets: readonly SecretRecord[], now: number, overlap: number): readonly SecretRecord[] {
  const end = now + overlap;
  return secrets
    .map((secret) => ({ ...secret, expires_at: secret.expires_at ? Math.min(secret.expires_at, end) : end }))
    .filter(({ expires_at }) => expires_at > now);
}
