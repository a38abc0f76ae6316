import { azure } from './azure.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { kubernetes } from './kubernetes.ts';
import type { Platform, WorkloadIdentity } from './platform.ts';

export const platforms: readonly Platform[] = [github, kubernetes, azure, gitlab];

interface Credential extends WorkloadIdentity {
  readonly claims: readonly (readonly [name: string, value: unknown])[];
}

/** Who gets in with such a token, as part of a sentence. */
export function describeHolder(credential: Credential): string {
  const [known] = platforms.flatMap((platform) => platform.describe(credential) ?? []);
  const holder = known ?? `the subject ${credential.subject} of the issuer ${credential.issuer}`;
  const claims = credential.claims.map(([name, value]) => `${name} ${value}`);
  return claims.length > 0 ? `${holder}, with ${claims.join(' and ')}` : holder;
}
