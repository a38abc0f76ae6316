const letter = /[\p{L}\p{N}]\p{M}*/u;

/** Up to two letters for the picture of a user or an app: of the first and the last word of the name. Empty if it has none. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).flatMap((word) => letter.exec(word.normalize('NFC'))?.[0] ?? []);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.join('').toUpperCase();
}
