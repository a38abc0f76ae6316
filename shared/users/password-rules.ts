// What a password must be when it is set (NIST SP 800-63B §5.1.1.2): long enough, and none of those that are tried first.
// Nothing is asked of its kinds of characters.
import { longestPassword } from './password.ts';

const shortest = 8;
const tooLong = `it must have at most ${longestPassword} characters`;

/** Of the lists that leaked: what they have most of, with eight characters or more; short ones are refused anyway. */
const tooCommon = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd p@ssword 1q2w3e4r 1qaz2wsx 1q2w3e4r5t q1w2e3r4 qwertyui
  qwertyuiop qwerty123 qwerty12 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 zxcvbnm123 abcd1234 abc12345 a1b2c3d4 admin123
  administrator welcome1 welcome123 letmein1 letmein123 iloveyou iloveyou1 sunshine princess football baseball superman
  starwars trustno1 whatever michelle jennifer computer internet changeme changeme1 changeme123 default1 test1234 testtest
  12341234 12344321 11223344 11112222 123123123 123321123 147258369 987654321 1234qwer qwer1234 secret123 master123
  dragon123 monkey123 passwort passwort1 parole123 passord1 passord123`.split(/\s+/),
);

/** What whoever guesses knows of the user. */
export interface PasswordOwner {
  readonly username: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** Everything that is wrong with a password to be set, without the password; none for one that may be. */
export function passwordProblems(password: string, owner: PasswordOwner): readonly string[] {
  // Before anything looks at each character.
  if (password.length > 4 * longestPassword) return [tooLong];
  const characters = [...password.normalize('NFC')];
  const lower = password.normalize('NFKC').toLowerCase().trim();
  const rules: readonly [isBroken: boolean, problem: string][] = [
    [characters.length < shortest, `it must have ${shortest} characters or more`],
    [characters.length > longestPassword, tooLong],
    [/[\p{Cc}\p{Cs}]/u.test(password), 'it must not contain a control character, such as a line break'],
    // RFC 8265 §4.2.2: of the class FreeformClass, which leaves it out.
    [password.includes('\ufeff'), 'it must not contain a byte order mark (U+FEFF), which is invisible'],
    [isRow(characters), 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    [tooCommon.has(lower), 'it is one of those that are tried first'],
    [isOfOwner(lower, owner), 'it must not be the user name, the name or the email address'],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

/** Each character as far from the one before: the same again, or the next one up or down. */
function isRow(characters: readonly string[]): boolean {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0);
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
  const [step = 0] = steps;
  return isRowOfDigits(characters) || (characters.length > 1 && steps.size === 1 && Math.abs(step) <= 1);
}

/** Up or down all the way, again and again; after the 9 comes the 0, which may be left out. */
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
