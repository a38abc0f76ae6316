// The limits of what is taken from a provider: what does not fit is left out, and a name that is shown is cut.

/** Unicode code points, as `user.schema.json` allows. */
const maxNameCharacters = 200;
const maxEmailCharacters = 254;

/** OpenID Connect Core §2: a `sub` has at most 255 characters. */
const maxSubjectCharacters = 255;

/** What Entra puts into a token, and more of them would not fit into the record of the user. */
const maxGroups = 200;
/** Of the JSON of all groups. */
const maxGroupsCharacters = 10_000;
const maxGroupCharacters = 256;

/** Of the JSON of a further claim. */
const maxClaimCharacters = 1000;
const maxMethods = 10;

const unassigned = String.raw`\p{Cc}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}`;
/** Control characters, halves of pairs, and what reverses the direction of text. */
const unprintable = new RegExp(String.raw`[${unassigned}\u202a-\u202e\u2066-\u2069]`, 'gu');
const plainText = new RegExp(String.raw`^[^${unassigned}\p{Cf}]+$`, 'u');
const email = /^[^@\s\p{C}]{1,64}@[^@\s\p{C}]+$/u;
const printableAscii = /^[\x21-\x7e]{1,100}$/;

/** A text of 1 to 255 characters, or a whole number as GitHub's ids are. It is compared as it is, so nothing is cut. */
export function subjectText(value: unknown): string | undefined {
  const text = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? String(value) : value;
  return typeof text === 'string' && text.length <= maxSubjectCharacters && plainText.test(text) ? text : undefined;
}

/** Without characters that cannot be shown, cut to 200. */
export function nameText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // One code point has at most two units; a long text is cut before it is searched.
  const shown = value
    .slice(0, 4 * maxNameCharacters)
    .replace(unprintable, '')
    .trim();
  return [...shown].slice(0, maxNameCharacters).join('').trim() || undefined;
}

/** As it is: a login with some characters removed could be that of another. */
export function loginText(value: unknown): string | undefined {
  const isLogin = typeof value === 'string' && value.length <= maxNameCharacters && plainText.test(value);
  return isLogin && value.trim() === value ? value : undefined;
}

export function emailText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= maxEmailCharacters && email.test(value) ? value : undefined;
}

/** The texts of a list, or one text, each once; what is no name of a group is left out. */
export function groupTexts(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return [...new Set(items.filter(isGroup))];
}

function isGroup(item: unknown): item is string {
  return typeof item === 'string' && item.length <= maxGroupCharacters && plainText.test(item);
}

/** Whether they fit into the record of the user. If not, none is kept: some would look like all. */
export function areGroupsKept(groups: readonly string[]): boolean {
  return groups.length <= maxGroups && JSON.stringify(groups).length <= maxGroupsCharacters;
}

/** A text, a number, true or false, or a list of these. */
export function furtherClaim(value: unknown): unknown {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isFlat = items.every(
    (item) =>
      typeof item === 'boolean' || Number.isFinite(item) || (typeof item === 'string' && !/[\p{Cc}\p{Cs}]/u.test(item)),
  );
  return isFlat && JSON.stringify(value).length <= maxClaimCharacters ? value : undefined;
}

export function acrText(value: unknown): string | undefined {
  return typeof value === 'string' && printableAscii.test(value) ? value : undefined;
}

/** RFC 8176; undefined if the provider names no method. */
export function amrTexts(value: unknown): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const methods = items.filter((item): item is string => acrText(item) !== undefined).slice(0, maxMethods);
  return methods.length > 0 ? methods : undefined;
}
