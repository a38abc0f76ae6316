// What the page at / says, in each language. A missing entry fails the type check.

export interface Texts {
  /** Names the choice of languages. */
  readonly languages: string;
  readonly title: string;
  readonly lead: string;
  /** Of a path without an endpoint. */
  readonly unknownPath: { readonly title: string; readonly lead: string };
  /** Heads the links for who writes apps. */
  readonly forApps: string;
  readonly documentation: string;
  readonly links: LinkTexts;
  /** Leads to the operator's support. */
  readonly help: string;
}

interface LinkTexts {
  readonly openidMetadata: string;
  readonly oauthMetadata: string;
  readonly jwks: string;
  readonly errors: string;
}
