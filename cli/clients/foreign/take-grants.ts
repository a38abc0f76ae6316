import { grantFacts } from '../../../shared/clients/grant-types.ts';
import type { ExportMembers } from './export-members.ts';

/** Grants that are not taken over, and why. */
const refusedGrants: Readonly<Record<string, string>> = {
  implicit: 'tokens are never sent through the browser; the app must use authorization_code with PKCE',
  password: 'the client would see the passwords of users; allow it with clients update --grant-types if you must',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'say what may be exchanged with clients update --token-exchange',
};

const known: ReadonlySet<string> = new Set(Object.keys(grantFacts));

/** The grant types that the client keeps; each other one is named. */
export function takeGrants(
  wanted: readonly string[],
  { isPublic }: { readonly isPublic: boolean },
  members: ExportMembers,
): readonly string[] {
  return wanted.filter((name) => {
    const why = whyRefused(name, isPublic);
    if (why !== undefined) members.note(`skipped the grant ${name}: ${why}`);
    return why === undefined;
  });
}

function whyRefused(name: string, isPublic: boolean): string | undefined {
  if (Object.hasOwn(refusedGrants, name)) return refusedGrants[name];
  if (!known.has(name)) return 'it is not supported';
  if (name === 'client_credentials' && isPublic) return 'a public client cannot use it';
  return undefined;
}
