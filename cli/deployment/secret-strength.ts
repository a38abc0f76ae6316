// Estimates how hard a secret is to guess. An unsalted SHA-256, as it is stored, protects only random secrets.

/** Bits (RFC 6819 section 5.1.4.2.2). */
const minBits = 128;

/** Alphabets of secrets; the first that has all characters of a secret counts. */
const alphabets: readonly (readonly [characters: RegExp, size: number])[] = [
  [/^[0-9]*$/, 10],
  [/^[0-9a-f]*$|^[0-9A-F]*$/, 16],
  [/^[0-9a-f-]*$|^[0-9A-F-]*$/, 16],
  [/^[a-z]*$|^[A-Z]*$/, 26],
  [/^[0-9a-z]*$|^[0-9A-Z]*$/, 36],
  [/^[0-9a-zA-Z_-]*$/, 64],
  [/^/, 94],
];

/** Words that people use in secrets, and rows of a keyboard. */
const words =
  /passw(?:or|o|0r)d|secret|client|server|service|admin|change-?me|default|example|sample|test|demo|dummy|token|oauth|openid|azure|tessera|prod(?:uction)?|staging|develop(?:ment)?|letmein|welcome|please|correct|horse|battery|staple|hello|world|lorem|ipsum|qwert[yz](?:uiop)?|asdf(?:ghjkl)?|zxcv(?:bnm)?|placeholder|replace|insert|your|this|that|with|must|here|very|long|safe|secure/gi;
const bitsPerWord = 10;
/** For a character that continues a sequence or repeats an earlier piece. */
const bitsPerContinuation = 0.25;

/** Why a secret is weak, to follow the name of the member; undefined if it is not. */
export function weakness(secret: string): string | undefined {
  const bits = Math.floor(estimatedBits(secret));
  return bits < minBits
    ? `has about ${bits} bits of entropy, judging by its characters, sequences, repetitions and words; use ${minBits} or more`
    : undefined;
}

/** A character is a choice from the alphabet, unless it continues `1234` or `aaaa` or repeats a piece; a word counts ten bits. */
function estimatedBits(secret: string): number {
  const found = secret.match(words) ?? [];
  const rest = secret.replace(words, '');
  const [, size = 94] = alphabets.find(([characters]) => characters.test(secret)) ?? [];
  const perCharacter = Math.log2(Math.min(size, 2 * new Set(secret).size));
  const isMore = continued(rest);
  const more = isMore.filter(Boolean).length;
  // Two happen by chance.
  const counted = more > 2 ? more : 0;
  return found.length * bitsPerWord + counted * bitsPerContinuation + (isMore.length - counted) * perCharacter;
}

function continued(text: string): readonly boolean[] {
  const codes = [...text].map((char) => char.codePointAt(0) ?? 0);
  const step = (at: number) => (codes[at] ?? 0) - (codes[at - 1] ?? 0);
  const seen = new Set<string>();
  return codes.map((_, at) => {
    const isRow = at >= 3 && Math.abs(step(at)) <= 1 && step(at) === step(at - 1) && step(at) === step(at - 2);
    const piece = at >= 3 ? codes.slice(at - 3, at + 1).join() : undefined;
    const isRepeated = piece !== undefined && seen.has(piece);
    if (piece !== undefined) seen.add(piece);
    return isRow || isRepeated;
  });
}
