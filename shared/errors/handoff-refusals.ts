// Refusals of what the operator's login app answers, with SIGN_IN=handoff.
import type { CatalogueRow } from './catalogue-row.ts';

export const handoffRefusals = {
  HandoffResultInvalid: {
    number: 990095,
    error: 'invalid_request',
    status: 400,
    meaning: 'The result of the login app is malformed, not signed by it, expired, or of another challenge.',
  },
  HandoffOver: {
    number: 990096,
    error: 'invalid_request',
    status: 400,
    meaning: 'The challenge of the login app was answered before, or is more than half an hour old.',
  },
  HandoffForeign: {
    number: 990097,
    error: 'invalid_request',
    status: 400,
    meaning: 'The result of the login app is for a sign-in that another browser has begun.',
  },
  HandoffNotFresh: {
    number: 990098,
    error: 'login_required',
    status: 400,
    meaning: 'The app asked for a new sign-in, and the result of the login app does not show one.',
  },
  HandoffRefused: {
    number: 990099,
    error: 'access_denied',
    status: 400,
    meaning: 'The login app did not sign the user in.',
  },
} as const satisfies Record<string, CatalogueRow>;
