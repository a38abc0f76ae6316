import type { ExportMembers } from './export-members.ts';

/** Splits audiences into resources and names that cannot be one. */
export function takeResources(audiences: readonly string[], from: string, members: ExportMembers): readonly string[] {
  const [uris, others] = [audiences.filter(isResource), audiences.filter((each) => !isResource(each))];
  if (others.length > 0) {
    members.note(`skipped ${from} ${others.join(' ')}: a resource must be an absolute URI; name it with --resource`);
  }
  return uris;
}

function isResource(audience: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(audience) && !audience.includes('#') && URL.canParse(audience);
}
