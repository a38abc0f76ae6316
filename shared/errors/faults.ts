// Faults of the service: what the caller did was right, or may have been.
import type { CatalogueRow } from './catalogue.ts';

export const faults = {
  TokenIssuanceError: {
    number: 50000,
    error: 'server_error',
    status: 500,
    meaning: 'The service itself failed while it answered a request that may have been right.',
    remedy:
      'Try again. If it happens again, give the trace id and the time to whoever runs this service: its log names the cause.',
  },
  UnexpectedFault: {
    number: 5000001,
    error: 'server_error',
    status: 500,
    meaning: 'The service met a condition that it was not written for.',
    remedy: 'Look the trace id up in the log: it has the exception and its stack. A retry seldom helps.',
    isFault: true,
  },
  SigningUnavailable: {
    number: 5000002,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'No token could be signed: the signing key is missing, unreadable or refused to sign.',
    remedy: 'Check KEYS or KEYS_FILE. Nothing was used up: the same request can be sent again.',
    isFault: true,
  },
  StoreUnavailable: {
    number: 5000003,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants did not answer, or its answer was lost.',
    remedy: 'Check that the store can be reached. The same request can be sent again.',
    isFault: true,
  },
  KeyRingUnreadable: {
    number: 5000004,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The key ring cannot be read, so that nothing can be signed or verified.',
    remedy: 'Check KEYS or KEYS_FILE: that the file is there, that the app may read it, and that it is a key ring.',
    isFault: true,
  },
  StoreSlow: {
    number: 5000005,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants did not answer in time.',
    remedy: 'Look at the latency of the table service and at the network between. The same request can be sent again.',
    isFault: true,
  },
  StoreThrottling: {
    number: 5000006,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The store of grants refuses requests because it has too many.',
    remedy:
      'Look at the load of the storage account, and whether something else uses it. The same request can be sent again.',
    isFault: true,
  },
  ClockOutOfRange: {
    number: 5000007,
    error: 'temporarily_unavailable',
    status: 503,
    meaning: 'The clock of this instance is wrong, so that its tokens would be.',
    remedy: 'Set the clock of the machine, or restart the instance on another one.',
    isFault: true,
  },
  SettingsWrong: {
    number: 5000008,
    error: 'server_error',
    status: 500,
    meaning: 'The service cannot start: its settings, or the files that they name, are wrong.',
    remedy: 'Look for "Tessera cannot start" in the log: it lists everything that is wrong.',
    isFault: true,
  },
} as const satisfies Record<string, CatalogueRow>;
