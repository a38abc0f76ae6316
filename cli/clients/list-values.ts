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
