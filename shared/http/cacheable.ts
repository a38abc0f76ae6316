import { createHash } from 'node:crypto';
import { documentMaxAgeSeconds } from '../base/lifetimes.ts';
import { type Answer, jsonAnswer } from './answer.ts';

export function cacheableJson(document: unknown, requestHeaders: Headers): Answer {
  return cacheable(jsonAnswer(200, document), documentMaxAgeSeconds, requestHeaders);
}

/** Adds an ETag; answers 304 if the caller has the answer already (RFC 9110 §13.1.2). @param maxAge seconds */
export function cacheable(answer: Answer, maxAge: number, requestHeaders: Headers): Answer {
  const etag = `"${createHash('sha256')
    .update(answer.body ?? '')
    .digest('base64url')}"`;
  const headers = { 'Cache-Control': `public, max-age=${maxAge}`, ETag: etag };
  const known = (requestHeaders.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*')
    ? { status: 304, headers, isCacheable: true }
    : { ...answer, headers: { ...answer.headers, ...headers }, isCacheable: true };
}
