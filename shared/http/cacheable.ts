import { createHash } from 'node:crypto';
import { type Answer, jsonAnswer } from './answer.ts';

/** Seconds for which a verifier may keep keys and metadata. */
export const documentMaxAge = 300;

/** A public document with an ETag; 304 for a caller that has it already (RFC 9110 §13.1.2). */
export function cacheableJson(document: unknown, requestHeaders: Headers): Answer {
  const answer = jsonAnswer(200, document);
  const etag = `"${createHash('sha256')
    .update(answer.body ?? '')
    .digest('base64url')}"`;
  const headers = { 'Cache-Control': `public, max-age=${documentMaxAge}`, ETag: etag };
  const known = (requestHeaders.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*')
    ? { status: 304, headers, isCacheable: true }
    : { ...answer, headers: { ...answer.headers, ...headers }, isCacheable: true };
}
