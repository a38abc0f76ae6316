// Refusals of a sign-in at another provider: by /authorize and /callback/{provider}.
import type { CatalogueRow } from './catalogue-row.ts';

export const providerRefusals = {
  UserNotAdmitted: {
    number: 50105,
    error: 'access_denied',
    status: 400,
    meaning: 'The other provider knows the user, but the user may not sign in here.',
  },
} as const satisfies Record<string, CatalogueRow>;
