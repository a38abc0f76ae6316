// W3C Trace Context on its way to the table service. The SDK hands on nothing of its caller's to every kind of request but the
// signal that aborts it: so a call is known by its signal.
import type { TableServiceClientOptions } from '@azure/data-tables';

type AdditionalPolicy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

const traceparents = new WeakMap<object, string>();

/** Requests with that signal carry the traceparent. */
export function traceCalls(signal: AbortSignal, traceparent: string | undefined): void {
  if (traceparent !== undefined) traceparents.set(signal, traceparent);
}

export const sendTraceparent: AdditionalPolicy = {
  position: 'perRetry',
  policy: {
    name: 'sendTraceparent',
    sendRequest(request, next) {
      const traceparent = request.abortSignal && traceparents.get(request.abortSignal);
      if (traceparent !== undefined) request.headers.set('traceparent', traceparent);
      return next(request);
    },
  },
};
