// Lists on the command line: several values, one value with spaces, and a repeated option mean the same.
import { InvalidArgumentError } from 'commander';

/** A comma or semicolon inside a URI is part of it, unless another URI follows. */
const betweenUris = /[,;](?=[a-z][a-z0-9+.-]*:\/|urn:)/i;
const betweenNames = /[,;]/;

/** @param value as typed: items have no spaces, and names have no commas */
export function splitList(value: string, items: 'uris' | 'names'): readonly string[] {
  return value
    .split(/\s+/)
    .flatMap((part) => part.split(items === 'uris' ? betweenUris : betweenNames))
    .map((part) => part.replace(/^[,;]+|[,;]+$/g, ''))
    .filter((part) => part !== '');
}

/** Items as typed, or JSON. */
export function itemsOf(given: unknown, items: 'uris' | 'names'): readonly unknown[] {
  if (typeof given === 'string' && !/^[[{]/.test(given)) return splitList(given, items);
  const item = itemOf(given);
  return Array.isArray(item) ? item : [item];
}

/** No URI begins with a brace or bracket, so this is JSON: a resource with its own scopes, a list of credentials. */
export function itemOf(item: unknown): unknown {
  if (typeof item !== 'string' || !/^[[{]/.test(item)) return item;
  try {
    return JSON.parse(item);
  } catch {
    return item;
  }
}

/** Without a value, `name=` means null. What is no pair is left to the schema to refuse. */
export function pairsOf(given: unknown): unknown {
  const texts: readonly unknown[] = Array.isArray(given) ? given : [given];
  const parts = texts.map((text) => {
    const item = itemOf(text);
    if (typeof item !== 'string') return item;
    const [name = '', ...value] = item.split('=');
    return value.length === 0 ? item : Object.fromEntries([[name, value.join('=') || null]]);
  });
  const wrong = parts.find((part) => typeof part !== 'object' || part === null || Array.isArray(part));
  return wrong ?? Object.fromEntries(parts.flatMap((part) => Object.entries(Object(part))));
}

/** For an option whose value is a list of scopes. @throws InvalidArgumentError */
export function addScopes(value: string, before: string | undefined): string {
  if (value.includes(',')) {
    throw new InvalidArgumentError(
      'Separate scopes with spaces, in quotes: "openid profile". To register a scope with a comma in its name, use clients import.',
    );
  }
  return before === undefined ? value : `${before} ${value}`.trim();
}

/** For an option that has one value. @throws InvalidArgumentError */
export function onlyOnce(value: string, before: string | undefined): string {
  if (before === undefined) return value;
  throw new InvalidArgumentError('The option can be given only once.');
}
