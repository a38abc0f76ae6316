// Refusals of a sign-in at another provider: by /authorize and /callback/{provider}.
import type { CatalogueRow } from './catalogue-row.ts';

export const providerRefusals = {
  UserNotAdmitted: {
    number: 50105,
    error: 'access_denied',
    status: 400,
    meaning: 'The other provider knows the user, but the user may not sign in here.',
  },
  UnknownProvider: {
    number: 990085,
    error: 'invalid_request',
    status: 400,
    meaning: 'The authorization request names a provider that is not one of this server.',
  },
  ProviderUnavailable: {
    number: 990086,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The other provider does not answer, or says that it cannot sign anyone in at the moment.',
  },
  ProviderCancelled: {
    number: 990087,
    error: 'access_denied',
    status: 400,
    meaning: 'The sign-in at the other provider was cancelled or denied there.',
  },
  ProviderRefused: {
    number: 990088,
    error: 'access_denied',
    status: 400,
    meaning: 'The other provider answered the sign-in with an error.',
  },
  ProviderAnswerInvalid: {
    number: 990089,
    error: 'access_denied',
    status: 400,
    meaning: 'The answer of the other provider cannot be accepted.',
  },
  ProviderNotFresh: {
    number: 990090,
    error: 'login_required',
    status: 400,
    meaning: 'The app asks for a new sign-in, and the other provider does not say that there was one.',
  },
} as const satisfies Record<string, CatalogueRow>;
