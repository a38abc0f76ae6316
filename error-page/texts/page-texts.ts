// What the pages of errors say, in each language. A text is plain but for `backticks` around what stands in code.

import type { ErrorName } from '../../shared/errors/catalogue.ts';
import type { CatalogueRow } from '../../shared/errors/catalogue-row.ts';

/** later: after Retry-After · laterIfRight: and once it is right · once · mended: by the operator · changed: by the caller · signIn: with a new grant · shown: where pages may be shown · asked: from the app's first step on · token: with a new access token · caller: with a new token of the caller · proof: with a new DPoP proof · interval: that is how a device asks. */
export type Retry =
  | 'later'
  | 'laterIfRight'
  | 'once'
  | 'mended'
  | 'changed'
  | 'signIn'
  | 'shown'
  | 'asked'
  | 'token'
  | 'caller'
  | 'proof'
  | 'interval';

/** Everything of one language: one value of this type in one file. A missing entry fails the type check. */
export interface Texts {
  readonly labels: Labels;
  /** Which errors stand under each `error` code of OAuth. */
  readonly groups: Readonly<Record<CatalogueRow['error'], string>>;
  /** Whether sending the request again can help. */
  readonly retry: Readonly<Record<Retry, string>>;
  readonly errors: Readonly<Record<ErrorName, ErrorText>>;
}

export interface ErrorText {
  /** What happened, in one sentence or two. */
  readonly meaning: string;
  /** The most likely one first. */
  readonly causes: readonly [string, ...string[]];
  /** A refusal tells the app's developer, a fault the operator of the service; where both can act, each is told. */
  readonly change: string | Readonly<Record<Role, string>>;
}

/** Who can do something about an error. */
type Role = 'caller' | 'operator';

export interface Labels {
  readonly languages: string;
  readonly indexTitle: string;
  readonly indexIntro: string;
  readonly allErrors: string;
  /** What can be searched for. */
  readonly searchFor: string;
  readonly search: string;
  /** Before what was searched for. */
  readonly results: string;
  readonly nothingFound: string;
  readonly error: string;
  readonly status: string;
  readonly retry: string;
  readonly isLogOnly: string;
  readonly isFault: string;
  readonly causes: string;
  readonly change: string;
  /** Heads what each of them can do. */
  readonly roles: Readonly<Record<Role, string>>;
  readonly before: string;
  readonly after: string;
  readonly background: string;
  readonly references: string;
  /** Stands after the number of an RFC and a comma. */
  readonly sectionOf: (section: string) => string;
  readonly support: string;
  readonly supportHowTo: string;
  readonly supportContact: string;
  readonly supportOperator: string;
  readonly idsHowTo: string;
  readonly endings: string;
  readonly endingSuccess: string;
  readonly endingRefusal: string;
  readonly endingFault: string;
  readonly faultsIntro: string;
  readonly footer: string;
}
