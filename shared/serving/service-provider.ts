// The start of the service, which may fail: the log then says what is wrong, and every request is answered with a fault
// that leads there. The Functions host by itself would answer with a bare 404.
import { type Clock, systemClock } from '../base/clock.ts';
import { ConfigError } from '../base/config-error.ts';
import { type Deadlines, productionDeadlines } from '../base/deadlines.ts';
import { refreshed } from '../base/refreshed.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Environment } from '../settings/environment.ts';
import { findIssuer } from '../settings/settings-problems.ts';
import { openService, type Service } from './service.ts';

export interface ServiceProvider {
  readonly clock: Clock;
  /** As far as it is known; without it, that of no issuer: every path stands at the root. */
  readonly issuer: string | undefined;
  /**
   * The service.
   * @throws OAuthError SettingsWrong or KeyRingUnreadable while it cannot be opened
   */
  service(): Promise<Service>;
}

/** The service, or why there is none. */
export type OpenedService = { readonly service: Service } | { readonly failure: unknown; readonly issuer: string };

/** After a start that failed: a missing file may appear, but settings change only with a new process. */
const retryDelayMs = 5_000;

export function providerOf(service: Service): ServiceProvider {
  const opened = Promise.resolve(service);
  const { clock, settings } = service;
  return {
    clock,
    issuer: settings.issuer,
    service: () => opened,
  };
}

/**
 * Opens the service.
 * @param options onFailure: a start that fails is answered, and tried again by later requests; or it throws, for a caller
 * that ends the process
 * @throws ConfigError, and what else stops the start, with `throw`
 */
export async function startService(
  environment: Environment,
  {
    clock = systemClock,
    deadlines = productionDeadlines,
    onFailure = 'answer',
  }: { readonly clock?: Clock; readonly deadlines?: Deadlines; readonly onFailure?: 'answer' | 'throw' } = {},
): Promise<ServiceProvider> {
  async function open(opened: Service | undefined): Promise<Service> {
    // A clock that was set back makes no second service.
    if (opened) return opened;
    try {
      return await openService(environment, clock, deadlines);
    } catch (thrown) {
      if (onFailure === 'answer') tell(thrown);
      throw thrown;
    }
  }

  const service = refreshed(open, { clock, freshMs: Number.POSITIVE_INFINITY, failureTtlMs: retryDelayMs });
  try {
    return providerOf(await service.current());
  } catch (thrown) {
    if (onFailure === 'throw') throw thrown;
    return {
      clock,
      issuer: findIssuer(environment),
      service: () =>
        service.current().catch((failure) => {
          throw asFault(failure);
        }),
    };
  }
}

function asFault(failure: unknown): unknown {
  if (!(failure instanceof ConfigError)) return failure;
  const isOfKeys = failure.problems.every((problem) => /^KEYS(_FILE)?: /.test(problem));
  const row = isOfKeys ? 'KeyRingUnreadable' : 'SettingsWrong';
  return new OAuthError(row, 'The service is misconfigured.', { cause: failure });
}

/** One line: the Functions host makes a log record of each. */
function tell(thrown: unknown): void {
  const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const line = thrown instanceof ConfigError ? thrown.message : `Tessera cannot start: ${cause}`;
  console.error(line.replaceAll(/\s*\n\s*/g, ' | '));
}
