// Links to the operator's support, with the identifiers that find the request in the log.

/** Member names and values of an error answer. Must not contain tokens, codes, secrets or user data. */
export type SupportBlock = Readonly<Record<string, string>>;

export function blockText(block: SupportBlock): string {
  return Object.entries(block)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Adds the block to the support URL: as subject and body of a mail (RFC 6068), or else as query parameters. */
export function supportLink(supportUrl: string, block: SupportBlock, subject: string): string {
  if (supportUrl.startsWith('mailto:')) {
    const body = `${blockText(block)}\n`.replaceAll('\n', '\r\n');
    return `${supportUrl}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  }
  const url = new URL(supportUrl);
  for (const [member, value] of Object.entries(block)) url.searchParams.set(member, value);
  return url.href;
}
