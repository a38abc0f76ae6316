// A code or token of another issuer cannot be read here, because its key is missing; a pushed request, because its store is.
import type { LogFields } from '../../shared/log/log-fields.ts';
import type { RecordedSteps } from './step-results.ts';

interface ForeignToken {
  readonly step: string;
  readonly reason: string;
}

/** The steps that read what the issuer has issued. */
const readingSteps: readonly string[] = [
  'code',
  'device code',
  'refresh token',
  'token',
  'access token',
  'subject token',
  'pushed request',
];

/**
 * Why the result for a request to another issuer means nothing: its code or token was not read.
 * @param issuer of the settings here
 */
export function foreignReason(listed: RecordedSteps, log: LogFields, issuer: string): ForeignToken | undefined {
  const read = listed.find(({ name, outcome }) => readingSteps.includes(name) && /^(?:failed|passed)$/.test(outcome));
  // RFC 7009 §2.2 and RFC 7662 §2.2: an unknown token is no error.
  const isUnknown = log.token === 'unknown' || log.active === false;
  if (read === undefined || (read.outcome === 'passed' && !isUnknown) || wasRead(log)) return undefined;
  const missing =
    read.name === 'pushed request'
      ? 'its request_uri is not in the store here. Set ISSUER and GRANTS_STORAGE'
      : 'its code or token cannot be read with the keys here. Set ISSUER and KEYS (or KEYS_FILE)';
  return {
    step: read.name,
    reason: `The request went to another issuer than ${issuer}, and ${missing} as for that service.`,
  };
}

/** Refusals of what was read: it has expired, or is a subject_token that no rule fits. */
const codesOfRead: readonly unknown[] = [70008, 500131, 500133];

function wasRead({ error_codes }: LogFields): boolean {
  return Array.isArray(error_codes) && error_codes.some((code) => codesOfRead.includes(code));
}
