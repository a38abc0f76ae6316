// What the pages of signing out say, in each language. A missing entry fails the type check.

export interface Texts {
  /** Names the choice of languages. */
  readonly languages: string;
  readonly signOut: SignOutTexts;
  readonly signedOut: SignedOutTexts;
  readonly failed: FailedTexts;
}

interface SignOutTexts {
  readonly title: string;
  /** Names the tile with the account of the user. */
  readonly account: string;
  readonly question: string;
  readonly everywhere: string;
  readonly everywhereHint: string;
  readonly submit: string;
}

interface SignedOutTexts {
  readonly title: string;
  readonly here: string;
  readonly everywhere: string;
}

interface FailedTexts {
  readonly title: string;
  readonly advice: string;
  readonly again: string;
}
