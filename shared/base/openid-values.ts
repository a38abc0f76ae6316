/** RFC 6749 §3.1.1. */
export const responseTypes = ['code'] as const;

/** OAuth 2.0 Multiple Response Type Encoding Practices §2.1; the first is the default. */
export const responseModes = ['query', 'fragment'] as const;

/** OpenID Connect Core §3.1.2.1. */
export const prompts = ['none', 'login', 'consent', 'select_account'] as const;

/** RFC 7636 §4.3. */
export const challengeMethods = ['S256'] as const;
