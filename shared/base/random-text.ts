import { randomFillSync } from 'node:crypto';

/** Bytes that are drawn at once: a call to the generator costs more than what it draws. */
const poolSize = 4096;

const pool = Buffer.alloc(poolSize);
let used = poolSize;

/** Random bytes of the operating system's generator in base64url; each is used once. @param bytes at most 4096 */
export function randomText(bytes: number): string {
  if (used + bytes > poolSize) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + bytes);
  pool.fill(0, used, used + bytes);
  used += bytes;
  return text;
}
