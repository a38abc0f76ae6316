/** RFC 6749 §3.1.1. */
export const responseTypes = ['code'] as const;

/** OAuth 2.0 Multiple Response Type Encoding Practices §2.1, OAuth 2.0 Form Post Response Mode; the first is the default. */
export const responseModes = ['query', 'fragment', 'form_post'] as const;

export type ResponseMode = (typeof responseModes)[number];

/** OpenID Connect Core §3.1.2.1. */
export const prompts = ['none', 'login', 'consent', 'select_account'] as const;

/** RFC 7636 §4.3. */
export const challengeMethods = ['S256'] as const;
