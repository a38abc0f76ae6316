// Makes the credentials of a client record from what people write for a platform.
import type { FederatedCredentialRecord } from '../../shared/clients/client-record.ts';
import type { Platform } from './platform.ts';
import type { Problem } from './problem.ts';

export interface ForAll extends Pick<FederatedCredentialRecord, 'claims' | 'jwks'> {
  /** That a workload asks its platform for, if it can choose. */
  readonly audience: string;
}

/** Characters. */
const maxNameLength = 120;

/** @param texts the values of the option of the platform */
export function federatedCredentials(
  platform: Platform,
  texts: readonly string[],
  { audience, ...others }: ForAll,
): readonly FederatedCredentialRecord[] | Problem {
  const credentials: FederatedCredentialRecord[] = [];
  for (const text of texts) {
    const identities = platform.identitiesOf(text);
    if ('problem' in identities) return identities;
    for (const { name, audiences = [audience], ...identity } of identities) {
      const isUsed = (used: string) => credentials.some((each) => each.name === used);
      credentials.push({ name: unusedName(`${platform.name}-${name}`, isUsed), ...identity, audiences, ...others });
    }
  }
  return credentials;
}

/** In the characters that names of credentials have, in Entra too. */
function unusedName(text: string, isUsed: (name: string) => boolean): string {
  const base = text
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, maxNameLength - 4)
    .replace(/-+$/, '');
  const numbers = Array.from({ length: 100 }, (_, index) => index + 1);
  return numbers.map((number) => (number === 1 ? base : `${base}-${number}`)).find((name) => !isUsed(name)) ?? base;
}
