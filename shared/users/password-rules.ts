// New passwords must be long enough and not easy to guess (NIST SP 800-63B §5.1.1.2); no mix of characters is required.
import { maxPasswordCharacters } from './password.ts';

const minPasswordCharacters = 8;
const tooLong = `it must have at most ${maxPasswordCharacters} characters`;

/** The most frequent passwords of leaked lists, without those that are too short anyway. */
const commonPasswords = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd p@ssword 1q2w3e4r 1qaz2wsx 1q2w3e4r5t q1w2e3r4 qwertyui
  qwertyuiop qwerty123 qwerty12 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 abcd1234 abc12345 a1b2c3d4 admin123
  administrator welcome1 welcome123 letmein1 letmein123 iloveyou iloveyou1 sunshine princess football baseball superman
  starwars trustno1 whatever michelle jennifer computer internet changeme changeme1 changeme123 default1 test1234 testtest
  12341234 12344321 11223344 11112222 123123123 123321123 147258369 987654321 1234qwer qwer1234 secret123 master123
  dragon123 monkey123 passwort passwort1 parole123 passord1 passord123`.split(/\s+/),
);

export interface PasswordOwner {
  readonly username: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** Returns every problem of a new password, in texts that do not contain it; empty if the password is acceptable. */
export function passwordProblems(password: string, owner: PasswordOwner): readonly string[] {
  if (password.length > 4 * maxPasswordCharacters) return [tooLong];
  const characters = [...password.normalize('NFC')];
  const lower = password.normalize('NFKC').toLowerCase().trim();
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [characters.length < minPasswordCharacters, `it must have ${minPasswordCharacters} characters or more`],
    [characters.length > maxPasswordCharacters, tooLong],
    [/[\p{Cc}\p{Cs}]/u.test(password), 'it must not contain a control character, such as a line break'],
    // RFC 8265 §4.2.2: the FreeformClass excludes it.
    [password.includes('\ufeff'), 'it must not contain a byte order mark (U+FEFF), which is invisible'],
    [isRow(characters), 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    [commonPasswords.has(lower), 'it is one of those that are tried first'],
    [isOfOwner(lower, owner), 'it must not be the user name, the name or the email address'],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

/** Whether all characters are the same, or each is the successor or predecessor of the one before. */
function isRow(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  const [step = 0] = steps;
  return isRowOfDigits(characters) || (characters.length > 1 && steps.size === 1 && Math.abs(step) <= 1);
}

/** Whether it repeats 1 to 9 or 9 to 1, with or without a 0 between the repetitions. */
function isRowOfDigits(characters: readonly string[]): boolean {
  const digits = characters.filter((character) => character !== '0').join('');
  const isAroundNine = characters.every(
    (character, index) => character !== '0' || [characters[index - 1], characters[index + 1]].some(isEdge),
  );
  const rows = digits.match(/.{1,9}/gsu) ?? [];
  return rows.length > 0 && isAroundNine && rows.every((row) => row === '123456789' || row === '987654321');
}

function isEdge(character: string | undefined): boolean {
  return character === undefined || character === '9' || character === '1';
}

function isOfOwner(lower: string, { username, email, name }: PasswordOwner): boolean {
  const known = [username, email, email?.split('@')[0], name, name?.replaceAll(' ', '')];
  return known.some((each) => each?.normalize('NFKC').toLowerCase() === lower);
}
