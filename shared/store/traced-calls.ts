// Sends W3C Trace Context to the table service. The abort signal is the only option that the SDK passes from the caller to every
// kind of request, so the traceparent of a call is found by its signal.
import type { TableServiceClientOptions } from '@azure/data-tables';

type AdditionalPolicy = NonNullable<TableServiceClientOptions['additionalPolicies']>[number];

const traceparents = new WeakMap<object, string>();

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
