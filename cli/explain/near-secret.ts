// Finds out whether a wrong secret is the right one with additions by a file, a shell or an encoder. It repeats no part of it.

import { sha256 } from '../../shared/base/sha256.ts';
import { readCredentials } from '../../shared/client-auth/mechanisms.ts';
import type { ClientRegistry } from '../../shared/clients/registry.ts';
import type { CapturedRequest } from './captured-request.ts';

/** What may have been added to a secret, and how to remove it. */
const additions: readonly { readonly what: string; take(secret: string): string }[] = [
  { what: 'the final line break', take: (secret) => secret.replace(/[\r\n]+$/, '') },
  { what: 'the byte order mark', take: (secret) => secret.replace(/^\ufeff/, '') },
  { what: 'the surrounding spaces', take: (secret) => secret.trim() },
  { what: 'the surrounding quotes', take: (secret) => secret.replace(/^(["'`])([\s\S]*)\1$/, '$2') },
  { what: 'the second form encoding', take: decodedTwice },
  { what: 'the base64 encoding', take: decodedBase64 },
];

/** Additions that are removed one after another. */
const maxAdditions = 3;

/**
 * @returns which additions make the secret wrong; undefined if it is right or entirely wrong
 * @throws what the registry throws
 */
export async function nearSecret(
  { headers, body }: Pick<CapturedRequest, 'headers' | 'body'>,
  clients: Pick<ClientRegistry, 'findClient'>,
): Promise<string | undefined> {
  const sent = credentialsOf(headers, body);
  for (const id of sent?.ids ?? []) {
    const client = await clients.findClient(id);
    if (!client) continue;
    const isRight = (secret: string) => client.secrets.some((each) => each.sha256.equals(sha256(secret)));
    if (sent?.secrets.some(isRight)) return undefined;
    for (const secret of sent?.secrets ?? []) {
      const around = whatIsAround(secret, isRight, maxAdditions);
      if (around) return `The secret would be right without ${around.join(' and ')}.`;
    }
  }
  return undefined;
}

function whatIsAround(
  secret: string,
  isRight: (secret: string) => boolean,
  depth: number,
): readonly string[] | undefined {
  if (isRight(secret)) return [];
  if (depth === 0) return undefined;
  for (const { what, take } of additions) {
    const less = take(secret);
    const rest = less === secret ? undefined : whatIsAround(less, isRight, depth - 1);
    if (rest) return [what, ...rest];
  }
  return undefined;
}

function credentialsOf(headers: CapturedRequest['headers'], body: Uint8Array) {
  try {
    const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
    return readCredentials({
      headers: new Headers(headers.map(([name, value]) => [name, value])),
      parameters: Object.fromEntries(form),
    });
  } catch {
    // The endpoint reports malformed credentials.
    return undefined;
  }
}

function decodedTwice(secret: string): string {
  try {
    return decodeURIComponent(secret);
  } catch {
    return secret;
  }
}

function decodedBase64(secret: string): string {
  return /^[\w+/-]{40,}={0,2}$/.test(secret) ? Buffer.from(secret, 'base64').toString('utf8') : secret;
}
