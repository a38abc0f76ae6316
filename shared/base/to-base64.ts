// `Uint8Array.prototype.toBase64` of ECMAScript 2026 where Node.js lacks it (before 25). jose calls it when it is there, and
// encodes by strings of single characters when it is not, which takes many times as long.

interface Options {
  readonly alphabet?: 'base64' | 'base64url';
  readonly omitPadding?: boolean;
}

/** @throws TypeError for another alphabet, or on anything but bytes */
export function toBase64(this: Uint8Array, { alphabet = 'base64', omitPadding = false }: Options = {}): string {
  if (!(this instanceof Uint8Array)) throw new TypeError('toBase64 was called on what is no Uint8Array.');
  if (alphabet !== 'base64' && alphabet !== 'base64url') throw new TypeError(`There is no alphabet "${alphabet}".`);
  const text = Buffer.from(this.buffer, this.byteOffset, this.byteLength).toString(alphabet);
  // Buffer pads the one and never the other.
  if (alphabet === 'base64') return omitPadding ? text.replace(/=+$/, '') : text;
  return omitPadding ? text : text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

if (!('toBase64' in Uint8Array.prototype)) {
  Object.defineProperty(Uint8Array.prototype, 'toBase64', { value: toBase64, writable: true, configurable: true });
}
