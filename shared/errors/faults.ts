// Faults of the service. The request was valid, or may have been.
import type { CatalogueRow } from './catalogue-row.ts';

export const faults = {
  TokenIssuanceError: {
    number: 50000,
    error: 'server_error',
    status: 500,
    meaning: 'The service failed while processing a request that may have been valid.',
  },
  UnexpectedFault: {
    number: 5000001,
    error: 'server_error',
    status: 500,
    meaning: 'The service encountered an unexpected condition.',
    isFault: true,
  },
  SigningUnavailable: {
    number: 5000002,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'No token could be signed: the signing key is missing, unreadable or refused to sign.',
    isFault: true,
  },
  StoreUnavailable: {
    number: 5000003,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants did not answer, or its answer was lost.',
    isFault: true,
  },
  KeyRingUnreadable: {
    number: 5000004,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The key ring cannot be read, so nothing can be signed or verified.',
    isFault: true,
  },
  StoreSlow: {
    number: 5000005,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants did not answer in time.',
    isFault: true,
  },
  StoreThrottling: {
    number: 5000006,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants rejects requests because it gets too many.',
    isFault: true,
  },
  ClockOutOfRange: {
    number: 5000007,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The clock of this instance is wrong, so the times in its tokens would be wrong too.',
    isFault: true,
  },
  SettingsWrong: {
    number: 5000008,
    error: 'server_error',
    status: 500,
    meaning: 'The service cannot start: its settings, or the files that they name, are wrong.',
    isFault: true,
  },
  PasswordCheckBusy: {
    number: 5000009,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'Too many passwords are waiting to be checked by this instance.',
    isFault: true,
  },
} as const satisfies Record<string, CatalogueRow>;
