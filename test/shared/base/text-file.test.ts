import { expect, it } from 'vitest';
import { decodeText, encodingOf, readTextFile } from '../../../shared/base/text-file.ts';
import { temporaryFile } from '../../support/server.ts';

const text = '{"name":"Žanis Ålesund 🙂"}\r\n';

function utf16be(value: string): Buffer {
  return Buffer.from(value, 'utf16le').swap16();
}

it.each<[string, Buffer]>([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16LE with a byte order mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16LE', Buffer.from(text, 'utf16le')],
  ['UTF-16BE with a byte order mark', utf16be(`\uFEFF${text}`)],
  ['UTF-16BE', utf16be(text)],
])('reads %s as it was written', async (_, bytes) => {
  expect(decodeText(bytes)).toBe(text);
});

it('removes one byte order mark, only at the start', () => {
  expect(decodeText(Buffer.from('\uFEFF\uFEFFa\uFEFF'))).toBe('\uFEFFa\uFEFF');
});

it('reads a file that is empty, or one character long', () => {
  expect(['', 'a'].map((each) => decodeText(Buffer.from(each)))).toEqual(['', 'a']);
  expect(encodingOf(new Uint8Array([0]))).toBe('utf-8');
});

it.each<[string, number[]]>([
  ['Latin-1', [0x22, 0xc5, 0x22]],
  ['half of a UTF-16 character', [0xff, 0xfe, 0x22]],
])('refuses bytes that are not text: %s', (_, bytes) => {
  expect(() => decodeText(Uint8Array.from(bytes))).toThrow(
    expect.objectContaining({ code: 'ERR_ENCODING_INVALID_ENCODED_DATA' }),
  );
});

it('reads a file by its path', async () => {
  expect(await readTextFile(await temporaryFile(`\uFEFF${text}`))).toBe(text);
});
