/** Characters. The page that shows the name shortens it no further. */
const maxNameLength = 100;

/** What the device calls itself in `User-Agent` (RFC 9110 §10.1.5): a hint for the user that proves nothing (RFC 8628 §5.4). */
export function deviceNameOf(userAgent: string | null): string | undefined {
  // Controls, and marks that change the direction of what follows, could disguise the text around them.
  const name = (userAgent ?? '').replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return name === '' ? undefined : name.slice(0, maxNameLength);
}
