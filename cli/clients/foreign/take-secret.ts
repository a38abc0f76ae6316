import { randomBytes } from 'node:crypto';
import { sha256 } from '../../../shared/base/sha256.ts';
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import { weakness } from '../../deployment/secret-strength.ts';
import type { ExportMembers } from './export-members.ts';

type Secrets = NonNullable<ClientRecord['client_secrets']>;

/** Keycloak masks with ten asterisks; others with dots, or a word. */
const masked = /^(?:\*+|•+|x{6,}|<?(?:redacted|hidden|masked|sensitive)>?|\[(?:redacted|hidden|masked|sensitive)\])$/i;
const reference = /^(?:\$\{.*\}|@@.*@@|##.*##|@Microsoft\.KeyVault\(.*|\{\{.*\}\})$/s;

/** Of a secret that no client has: expired, so that lists and lint show it, until rotate-secret replaces it. */
const longAgo = 1;

/**
 * The secret as a hash, so that the client goes on working; or one that nobody has, with a note on what to do.
 * @param expiresAt seconds since the epoch; 0 if it never expires
 */
export function takeSecret(name: string, members: ExportMembers, expiresAt = 0): Secrets {
  const secret = members.text(name);
  const why = whyRefused(secret);
  if (secret !== undefined && why === undefined)
    return [{ sha256: sha256(secret).toString('hex'), expires_at: expiresAt }];
  const subject = secret === undefined ? 'the export has no secret' : `${name} ${why}`;
  members.note(`has no secret that works: ${subject}; run clients rotate-secret, and give the client the new one`);
  return [{ sha256: randomBytes(32).toString('hex'), expires_at: longAgo }];
}

function whyRefused(secret: string | undefined): string | undefined {
  if (secret === undefined) return 'is missing';
  if (masked.test(secret)) return 'is masked in the export';
  if (reference.test(secret)) return 'is a reference to a vault or a placeholder, not a secret';
  if (!/^[\x20-\x7e]{1,256}$/.test(secret)) return 'is not 1 to 256 printable ASCII characters';
  return weakness(secret);
}
