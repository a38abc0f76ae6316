// Starts the service. After a failed start, the log has the reason, and every request is answered with a fault; otherwise
// the Functions host would answer with an empty 404.
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
  /** Undefined when the settings have no valid issuer; then every path is relative to the root. */
  readonly issuer: string | undefined;
  /** The service, if it was open from the start, so that no request waits for it. */
  readonly opened?: OpenedService;
  /**
   * Opens the service, or returns the one already open.
   * @throws OAuthError SettingsWrong or KeyRingUnreadable while the service cannot be opened
   */
  service(): Promise<Service>;
}

/** The service, or the failure that keeps it from opening. */
export type OpenedService = { readonly service: Service } | { readonly failure: unknown; readonly issuer: string };

/** The pause after a failed start. A retry can find a file that was missing; settings change only with a new process. */
const retryDelayMs = 5_000;

export function providerOf(service: Service): ServiceProvider {
  const pending = Promise.resolve(service);
  const { clock, settings } = service;
  return {
    clock,
    issuer: settings.issuer,
    opened: { service },
    service: () => pending,
  };
}

/**
 * Opens the service.
 * @param options onFailure: after a failed start, `answer` answers requests with the fault, and later requests try again;
 * `throw` is for a caller that ends the process
 * @throws ConfigError, or any other failure of the start, with `throw`
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
    // A clock that was set back must not open a second service.
    if (opened) return opened;
    try {
      return await openService(environment, clock, deadlines);
    } catch (thrown) {
      if (onFailure === 'answer') logFailure(thrown);
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
      async service() {
        try {
          return await service.current();
        } catch (failure) {
          throw asFault(failure);
        }
      },
    };
  }
}

function asFault(failure: unknown): unknown {
  if (!(failure instanceof ConfigError)) return failure;
  const isOfKeys = failure.problems.every((problem) => /^KEY(S|S_FILE|_VAULT): /.test(problem));
  const row = isOfKeys ? 'KeyRingUnreadable' : 'SettingsWrong';
  return new OAuthError(row, 'The service is misconfigured.', { cause: failure });
}

/** Writes a single line, because the Functions host makes a log record of each line. */
function logFailure(thrown: unknown): void {
  const cause = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const line = thrown instanceof ConfigError ? thrown.message : `Tessera cannot start: ${cause}`;
  console.error(line.replaceAll(/\s*\n\s*/g, ' | '));
}
