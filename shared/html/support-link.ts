// How whoever needs help reaches the operator, with what leads to the line in the log.

/** Names and values, in the words of the error answer. Never a token, a code, a secret or a user. */
export type SupportBlock = Readonly<Record<string, string>>;

export function blockText(block: SupportBlock): string {
  return Object.entries(block)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** The operator's address with the block filled in: as subject and body of a mail (RFC 6068), else as query parameters. */
export function supportLink(supportUrl: string, block: SupportBlock, subject: string): string {
  if (supportUrl.startsWith('mailto:')) {
    const body = `${blockText(block)}\n`.replaceAll('\n', '\r\n');
    return `${supportUrl}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  }
  const url = new URL(supportUrl);
  for (const [member, value] of Object.entries(block)) url.searchParams.set(member, value);
  return url.href;
}
