// Metrics of requests. Attributes have few distinct values, and callers cannot invent any.
import type { Attributes, Meter } from '@opentelemetry/api';
import { catalogue } from '../errors/catalogue.ts';
import type { LogFields } from '../log/log-fields.ts';

export interface Meters {
  /** Records an answered request. @param attributes of the HTTP semantic conventions */
  answered(fields: LogFields, attributes: Attributes): void;
  /** Records how long a request waited for the store or for signing. */
  spent(on: 'store' | 'signing', milliseconds: number, attributes: Attributes): void;
}

/** Reasons for refusing a password unchecked, keyed by error number. */
const passwordRefusals: ReadonlyMap<string, string> = new Map([
  [String(catalogue.PasswordCheckBusy.number), 'busy'],
  [String(catalogue.UserThrottled.number), 'throttled'],
]);

const bucketBoundariesSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const durationOptions = { unit: 's', advice: { explicitBucketBoundaries: bucketBoundariesSeconds } };

export function openMeters(meter: Meter): Meters {
  const issued = meter.createCounter('tessera.tokens.issued', {
    description: 'Token requests that were answered with tokens, by grant type',
  });
  const refused = meter.createCounter('tessera.tokens.refused', {
    description: 'Token requests that were answered with an error, by error',
  });
  const waiting = meter.createHistogram('tessera.passwords.waiting', {
    unit: '{password}',
    description: 'Passwords that were waiting to be compared when one came',
    advice: { explicitBucketBoundaries: [0, 1, 2, 4, 6, 8] },
  });
  const refusedPasswords = meter.createCounter('tessera.passwords.refused', {
    description: 'Passwords that were refused uncompared, by reason',
  });
  // Name and unit follow OpenTelemetry's semantic conventions for HTTP.
  const requests = meter.createHistogram('http.server.request.duration', {
    ...durationOptions,
    description: 'From a request to its answer',
  });
  const durations = {
    store: meter.createHistogram('tessera.store.duration', {
      ...durationOptions,
      description: 'One call to the store',
    }),
    signing: meter.createHistogram('tessera.signing.duration', {
      ...durationOptions,
      description: 'Signing all tokens of an answer',
    }),
  };

  return {
    answered(fields, attributes) {
      requests.record(Number(fields.milliseconds) / 1000, attributes);
      if (fields.passwords_waiting !== undefined) waiting.record(Number(fields.passwords_waiting));
      const reason = passwordRefusals.get(numbersOf(fields).at(-1) ?? '');
      if (reason !== undefined) refusedPasswords.add(1, { reason });
      if (fields.endpoint !== 'token') return;
      // A CORS preflight succeeds without issuing tokens, and so without a `kid`.
      if (fields.outcome === 'success' && fields.kid !== undefined)
        issued.add(1, { grant_type: text(fields.grant_type) });
      if (fields.error !== undefined) {
        refused.add(1, { error: text(fields.error), error_code: numbersOf(fields).at(-1) ?? '' });
      }
    },
    spent(on, milliseconds, attributes) {
      durations[on].record(milliseconds / 1000, attributes);
    },
  };
}

function numbersOf({ error_codes: codes }: LogFields): readonly string[] {
  return codes === undefined ? [] : [codes].flat().map(text);
}

function text(value: unknown): string {
  return String(value);
}
