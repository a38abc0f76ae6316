import { paths } from './paths.ts';

/** The help page of an error (RFC 6749 §5.2). @param parameters for the query, such as the ids of the answer and the language */
export function errorUri(issuer: string, number: number, parameters: Readonly<Record<string, string>> = {}): string {
  return `${issuer}${paths.error}${errorPageQuery(number, parameters)}`;
}

/** MSAL reads the number after the last `code=`. The Functions host would take a parameter `code` for a function key. */
export function errorPageQuery(number: number, parameters: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams({ ...parameters, error_code: String(number) })}`;
}
