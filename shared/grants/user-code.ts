// User codes (RFC 8628 §6.1): what a person reads on a device and types in a browser.
import { randomInt } from 'node:crypto';

/** §6.1: no vowels, so that no words arise, and no digits, which are hard to type on some keyboards. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';

/** 20^8 codes: 34.6 bits. */
const userCodeLength = 8;

const codePattern = new RegExp(`^[${alphabet}]{${userCodeLength}}$`);

/** Characters. Nobody types more than a code with some spaces and dashes. */
const maxTypedLength = 64;

export function newUserCode(): string {
  return Array.from({ length: userCodeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** Accepts lower case, and spaces and dashes anywhere (§6.1). Undefined for what can be no code. */
export function readUserCode(typed: string): string | undefined {
  if (typed.length > maxTypedLength) return undefined;
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{P}]/gu, '');
  return codePattern.test(code) ? code : undefined;
}

/** As the device and the pages show it: `WDJB-MJHT`. */
export function shownUserCode(code: string): string {
  return `${code.slice(0, userCodeLength / 2)}-${code.slice(userCodeLength / 2)}`;
}
