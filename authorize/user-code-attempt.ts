// Looks a user code up, and limits guesses (RFC 8628 §5.1). docs/guessing.md has the figures.
import { type Device, findDevice } from '../shared/browser/device.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { findOpenRequest } from '../shared/grants/device-requests.ts';
import type { DeviceRequest } from '../shared/grants/device-rows.ts';
import { readUserCode } from '../shared/grants/user-code.ts';
import type { Counter } from '../shared/guessing/counter.ts';
import type { Attempt, CountingService, Failures } from '../shared/guessing/failures.ts';
import { type CallerAddress, callerAddress, perNetwork } from '../shared/http/caller-address.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';

/** Wrong codes per window. */
export const userCodeLimits = {
  address: 10,
  /** By all new browsers together. */
  all: 200,
  /** By the browsers in which one user has signed in before. Others cannot block these by filling `all`. */
  device: 10,
} as const;

interface CodeSource {
  readonly address: CallerAddress | undefined;
  /** The device cookie of the browser: the users who signed in here before. */
  readonly device: Device | undefined;
}

/** @throws OAuthError WrongUserCode for an unknown, an expired and a used code alike, UserCodesThrottled; StoreUnavailableError */
export async function requireRequestOfCode(
  typed: string,
  { headers }: EndpointRequest,
  service: Service,
): Promise<DeviceRequest> {
  const device = await findDevice(headers, service);
  const address = callerAddress(headers.get('x-forwarded-for'), service.settings.trustedProxies);
  const userCode = readUserCode(typed);
  // What can be no code is no guess.
  if (userCode === undefined) throw wrongCode();
  const attempt = beginUserCode({ address, device }, service);
  let found: DeviceRequest | undefined;
  try {
    found = await findOpenRequest(userCode, service);
  } catch (thrown) {
    attempt.takeBack();
    throw thrown;
  }
  if (found) {
    attempt.takeBack();
    return found;
  }
  attempt.fail({ isExistingUser: false });
  throw wrongCode();
}

function wrongCode(): OAuthError {
  return new OAuthError('WrongUserCode', 'No device waits for a decision under this user code.');
}

/** Call before looking the code up. @throws OAuthError UserCodesThrottled, with Retry-After */
function beginUserCode(source: CodeSource, service: CountingService & { readonly failures: Failures }): Attempt {
  const { failures } = service;
  const counters = countersOf(source);
  const wait = failures.blockedFor(counters, service);
  if (wait === 0) return failures.begin(counters, service);
  throw new OAuthError('UserCodesThrottled', `Too many wrong user codes were sent. Try again in ${wait} seconds.`, {
    event: 'user_codes_throttled',
    log: { address: source.address ?? 'unknown' },
    headers: { 'Retry-After': String(wait) },
  });
}

function countersOf({ address, device }: CodeSource): readonly Counter[] {
  const [user] = device?.users ?? [];
  // By user, since anyone with an account can make any number of devices.
  if (user !== undefined) {
    return [{ kind: 'user code on device', of: [user], limit: userCodeLimits.device, isShared: 'always' }];
  }
  const all: Counter = { kind: 'user code', of: ['all'], limit: userCodeLimits.all, isShared: 'always' };
  if (address === undefined) return [all];
  return [
    ...perNetwork(address, userCodeLimits.address, (network, limit): Counter => {
      return { kind: 'user code at address', of: [network], limit, isShared: 'always' };
    }),
    all,
  ];
}
