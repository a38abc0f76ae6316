// What is counted and measured of requests. Attributes have few values, none of a caller's making.
import type { Attributes, Meter } from '@opentelemetry/api';
import type { LogFields } from './log-fields.ts';

export interface Meters {
  /** A request was answered. @param attributes those of the HTTP conventions */
  answered(fields: LogFields, attributes: Attributes): void;
  /** @param milliseconds that a request spent on it */
  spent(on: 'store' | 'signing', milliseconds: number, attributes: Attributes): void;
}

/** Seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const inSeconds = { unit: 's', advice: { explicitBucketBoundaries: buckets } };

export function openMeters(meter: Meter): Meters {
  const issued = meter.createCounter('tessera.tokens.issued', {
    description: 'Token requests that were answered with tokens, by grant type',
  });
  const refused = meter.createCounter('tessera.tokens.refused', {
    description: 'Token requests that were answered with an error, by error',
  });
  // OpenTelemetry's semantic conventions for HTTP.
  const requests = meter.createHistogram('http.server.request.duration', {
    ...inSeconds,
    description: 'From a request to its answer',
  });
  const durations = {
    store: meter.createHistogram('tessera.store.duration', { ...inSeconds, description: 'One call to the store' }),
    signing: meter.createHistogram('tessera.signing.duration', {
      ...inSeconds,
      description: 'Signing all tokens of an answer',
    }),
  };

  return {
    answered(fields, attributes) {
      requests.record(Number(fields.milliseconds) / 1000, attributes);
      if (fields.endpoint !== 'token') return;
      // A preflight is answered too, and has neither.
      if (fields.outcome === 'success' && fields.kid !== undefined)
        issued.add(1, { grant_type: text(fields.grant_type) });
      if (fields.error !== undefined) {
        refused.add(1, { error: text(fields.error), error_code: [fields.error_codes].flat().map(text).at(-1) ?? '' });
      }
    },
    spent(on, milliseconds, attributes) {
      durations[on].record(milliseconds / 1000, attributes);
    },
  };
}

function text(value: unknown): string {
  return String(value);
}
