import type { ExportMembers } from './export-members.ts';

/** Redirect URIs as they are. A wildcard is a problem, since another URI in its place would be a guess. */
export function takeRedirectUris(name: string, members: ExportMembers): readonly string[] {
  const uris = members.texts(name);
  for (const uri of uris.filter((each) => /[*{}]/.test(each))) {
    members.problem(
      name,
      `has ${JSON.stringify(uri)}, which is a pattern: write each URI out in the export, since redirect URIs are compared character by character (RFC 9700 section 2.1)`,
    );
  }
  return uris;
}
