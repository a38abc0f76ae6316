// Refusals of the sign-in of devices (RFC 8628): by /device_authorization, /device and the grant of /token.
import type { CatalogueRow } from './catalogue-row.ts';

export const deviceRefusals = {
  AuthorizationPending: {
    number: 70016,
    error: 'authorization_pending',
    status: 400,
    meaning: 'The user has not yet decided about the device.',
  },
  PollingTooFast: {
    number: 990030,
    error: 'slow_down',
    status: 400,
    meaning: 'The user has not yet decided about the device, and the device asks too often.',
  },
  DeviceCodeExpired: {
    number: 70020,
    error: 'expired_token',
    status: 400,
    meaning: 'The device code has expired before tokens were issued for it.',
  },
  DeviceRequestExpired: {
    number: 70019,
    error: 'expired_token',
    status: 400,
    meaning: 'The user code has expired before the user decided about the device.',
  },
  WrongUserCode: {
    number: 990031,
    error: 'invalid_request',
    status: 400,
    meaning: 'No device waits for a decision under this user code: it is wrong, expired or used.',
  },
  UserCodesThrottled: {
    number: 990032,
    error: 'temporarily_unavailable',
    status: 429,
    meaning: 'Too many wrong user codes were sent from this address, or from all together.',
  },
  PublicRequestsThrottled: {
    number: 990033,
    error: 'temporarily_unavailable',
    status: 429,
    meaning: 'Too many requests of public clients that write to the store were sent from this address.',
  },
  DeviceAlreadyDecided: {
    number: 990034,
    error: 'invalid_request',
    status: 400,
    meaning: 'Somebody has already decided about this device, in another tab or on another device.',
  },
} as const satisfies Record<string, CatalogueRow>;
