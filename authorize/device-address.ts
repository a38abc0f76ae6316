import { paths } from '../shared/http/paths.ts';

interface CodeFields {
  readonly user_code?: string | undefined;
  readonly ui_locales?: string | undefined;
}

/** The URL of the form for the code of a device: empty, or with a code that the user must still confirm. */
export function deviceAddress({ user_code: userCode, ui_locales: uiLocales }: CodeFields, issuer: string): string {
  const query = new URLSearchParams({
    ...(userCode !== undefined && { user_code: userCode }),
    ...(uiLocales !== undefined && { ui_locales: uiLocales }),
  });
  return `${issuer}${paths.device}${query.size > 0 ? `?${query}` : ''}`;
}
