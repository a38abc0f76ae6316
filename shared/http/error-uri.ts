import { paths } from './paths.ts';

/**
 * The address of the page of an error.
 * @param parameters that come before the number: the ids of an answer, the reader's language
 */
export function errorUri(issuer: string, number: number, parameters: Readonly<Record<string, string>> = {}): string {
  return `${issuer}${paths.error}${errorPageQuery(number, parameters)}`;
}

/**
 * MSAL reads the number after the last `code=`, so `error_code` comes last. A parameter named `code` would be taken by the
 * Functions host for a function key, which it looks up in its storage.
 */
export function errorPageQuery(number: number, parameters: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams({ ...parameters, error_code: String(number) })}`;
}
