// A text file as the tools of any platform write it: UTF-8 with or without a byte order mark, or UTF-16, which PowerShell 5 writes.
import { readFile } from 'node:fs/promises';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By the byte order mark; without one, by the zero byte of a first ASCII character (RFC 4627 §3). */
export function encodingOf([first, second]: Uint8Array): TextEncoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first && second === 0) return 'utf-16le';
  return first === 0 && second ? 'utf-16be' : 'utf-8';
}

/**
 * The text, without its byte order mark.
 * @throws TypeError whose code is ERR_ENCODING_INVALID_ENCODED_DATA, when the bytes are not valid in their encoding
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

/** @throws what `readFile` and `decodeText` throw; each has a `code` */
export async function readTextFile(file: string): Promise<string> {
  return decodeText(await readFile(file));
}
