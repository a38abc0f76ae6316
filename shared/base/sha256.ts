import { createHash } from 'node:crypto';

/** The SHA-256 hash of the text in UTF-8: 32 bytes. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
