// Reads text files of any platform: UTF-8 with or without a byte order mark, or UTF-16, which PowerShell 5 writes.
import { readFile } from 'node:fs/promises';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Detects the encoding by the byte order mark, or else by the zero byte of an ASCII character at the start (RFC 4627 §3). */
export function encodingOf([first, second]: Uint8Array): TextEncoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first && second === 0) return 'utf-16le';
  return first === 0 && second ? 'utf-16be' : 'utf-8';
}

/** Drops the byte order mark. @throws TypeError with the code ERR_ENCODING_INVALID_ENCODED_DATA if the bytes are not valid */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

/** @throws the errors of `readFile` and `decodeText`, which all have a `code` */
export async function readTextFile(file: string): Promise<string> {
  return decodeText(await readFile(file));
}
