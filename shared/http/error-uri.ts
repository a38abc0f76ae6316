import { paths } from './paths.ts';

/**
 * The `error_uri` of an error (RFC 6749 §5.2): its help page.
 * @param parameters of the query before the number, such as the ids of the answer and the language
 */
export function errorUri(issuer: string, number: number, parameters: Readonly<Record<string, string>> = {}): string {
  return `${issuer}${paths.error}${errorPageQuery(number, parameters)}`;
}

/**
 * MSAL reads the number after the last `code=`, so `error_code` comes last. The Functions host would take a parameter named
 * `code` for a function key, and look it up in its storage.
 */
export function errorPageQuery(number: number, parameters: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams({ ...parameters, error_code: String(number) })}`;
}
