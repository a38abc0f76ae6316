// What the pages of sign-in say, in each language. A missing entry fails the type check.
import type { Destination } from '../../shared/clients/redirect-uri.ts';
import type { Html } from '../../shared/html/html.ts';
import type { SecretFieldWords } from '../../shared/html/secret-field.ts';

export interface Texts {
  /** Names the choice of languages. */
  readonly languages: string;
  readonly signIn: SignInTexts;
  readonly consent: ConsentTexts;
  readonly device: DeviceTexts;
  readonly response: ResponseTexts;
  readonly refusal: RefusalTexts;
}

interface SignInTexts {
  readonly title: string;
  /** Follows the title. */
  readonly toContinue: (client: Html) => Html;
  /** Names the tile with the account of the session. */
  readonly account: string;
  readonly username: string;
  readonly password: string;
  readonly showPassword: SecretFieldWords;
  readonly submit: string;
  readonly continueAs: (name: Html) => Html;
  readonly anotherAccount: string;
  /** Between the password form and the links to providers. */
  readonly or: string;
  readonly continueWith: (provider: Html) => Html;
  readonly wrong: string;
  /** @param minutes 1 or more; undefined when it is not known */
  readonly throttled: (minutes: number | undefined) => string;
  readonly busy: string;
  readonly expired: string;
  /** Of two tabs that were opened at once. */
  readonly foreign: string;
  /** After a sign-in at another provider. */
  readonly failure: FailureTexts;
  /** Opens `whoHelps`. */
  readonly cannotSignIn: string;
  readonly whoHelps: string;
  /** A link to the operator's support, after `whoHelps`. */
  readonly contact: string;
}

/**
 * unavailable: it does not answer · cancelled: the user went back there · refused: its answer is an error, or cannot be accepted ·
 * notFresh: the app needs a new sign-in · notAdmitted: the user may not sign in here
 */
export type ProviderProblem = 'unavailable' | 'cancelled' | 'refused' | 'notFresh' | 'notAdmitted';

type FailureTexts = Readonly<Record<ProviderProblem, (provider: Html) => Html>> & {
  /** Opens the details. */
  readonly details: string;
  /** Before a text of the provider. */
  readonly says: (provider: Html) => Html;
  readonly explanation: string;
};

interface ConsentTexts {
  readonly title: string;
  readonly asks: (client: Html) => Html;
  /** Names the tile with the account of the user. */
  readonly account: string;
  /** A link to the choice of another account. */
  readonly notYou: string;
  /** Where the browser goes when the user has decided, by what the redirect URI is. */
  readonly sentTo: Readonly<Record<Destination['kind'], (name: Html) => Html>>;
  readonly device: DeviceConsentTexts;
  /** Before the list of scopes. */
  readonly permissions: string;
  /** Before the scopes at a resource. */
  readonly at: (resource: Html) => Html;
  /** Of a resource for which no scope is asked. */
  readonly noScope: string;
  /** For how long what is agreed to lasts at most. */
  readonly lasts: (seconds: number) => string;
  /** Of the scopes that are the same for every client. */
  readonly scopes: Readonly<Record<'openid' | 'profile' | 'email' | 'groups' | 'offline_access', string>>;
  /** Before the name of a scope that nobody has described. */
  readonly otherScope: string;
  readonly allow: string;
  readonly deny: string;
}

/** Of a device that waits for the decision (RFC 8628 §3.3 and §5.4). */
interface DeviceConsentTexts {
  readonly asks: (client: Html) => Html;
  /** Before the code. */
  readonly compare: string;
  /** Before the name that the device sent. */
  readonly name: string;
  /** Before its IP address. */
  readonly address: string;
  /** Before `minutesAgo`. */
  readonly askedAt: string;
  readonly minutesAgo: (minutes: number) => string;
  readonly otherNetwork: string;
  readonly warning: string;
}

/** The page for the code of a device, and the one at the end. */
interface DeviceTexts {
  readonly title: string;
  readonly enterCode: string;
  /** Of a code that came with the link. */
  readonly checkCode: string;
  readonly code: string;
  readonly submit: string;
  readonly wrong: string;
  /** @param minutes 1 or more; undefined when it is not known */
  readonly throttled: (minutes: number | undefined) => string;
  /** The form was too old, or of another tab. */
  readonly again: string;
  readonly allowed: { readonly title: string; readonly what: (client: Html) => Html };
  readonly denied: { readonly title: string; readonly what: (client: Html) => Html };
  readonly close: string;
}

/** The page that posts the response to the app, mostly for less than a second. */
interface ResponseTexts {
  readonly title: string;
  /** @param host of the app */
  readonly goesTo: (host: Html) => Html;
  readonly submit: string;
}

/** Why a sign-in cannot go on, as far as it matters to the person: who can do something about it. */
export type RefusalKind = 'app' | 'page' | 'device' | 'service' | 'handoff';

interface RefusalTexts {
  readonly title: string;
  /** What has happened, and what the person can do. */
  readonly advice: Readonly<Record<RefusalKind, readonly [string, ...string[]]>>;
  /** Of the link that starts the sign-in again. */
  readonly again: string;
  /** A link to the app. */
  readonly back: (app: Html) => Html;
  readonly forDevelopers: string;
  /** A link to the start page. */
  readonly about: string;
  readonly explanation: string;
  readonly contact: string;
}
