// What the pages of signing out say, in each language. A missing entry fails the type check.
import type { Html } from '../../shared/html/html.ts';

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
  /** The app that sent the user here. */
  readonly asked: (app: Html) => Html;
  readonly question: string;
  readonly everywhere: string;
  readonly everywhereHint: string;
  readonly submit: string;
}

interface SignedOutTexts {
  readonly title: string;
  readonly here: string;
  readonly everywhere: string;
  /** The way back to the app that sent the user here. */
  readonly back: (app: Html) => Html;
  /** Before the link to sign out at the provider that the user came from. */
  readonly stillAt: (provider: Html) => Html;
  readonly outOf: (provider: Html) => Html;
  /** Where no app is known to go back to. */
  readonly close: string;
  /** A link to the start page. */
  readonly about: string;
}

interface FailedTexts {
  readonly title: string;
  readonly advice: string;
  readonly again: string;
  /** Instead, if the request of an app is wrong. */
  readonly adviceOfApp: string;
  readonly withoutApp: string;
}
