// What the Functions worker for Node.js does with an invocation request.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RegisteredFunction } from './load-app.ts';
import type { RpcRequest, RpcResponse } from './rpc-http.ts';

export type Log = (level: string, message: string) => void;

interface TriggerData {
  readonly http: RpcRequest;
}

/** Returns the answer of an HTTP function; undefined when the handler returned nothing. @throws what the handler throws */
export async function invoke(
  { name, bindings, trigger, handler, model: library }: RegisteredFunction,
  data: TriggerData,
  log: Log,
  headers: IncomingHttpHeaders = {},
): Promise<RpcResponse | undefined> {
  const invocationId = randomUUID();
  const traceContext = { traceParent: headers.traceparent, traceState: headers.tracestate };
  const model = await library.getInvocationModel({
    invocationId,
    metadata: { name, functionId: name, bindings },
    request: { invocationId, functionId: name, inputData: [{ name: trigger.name, data }], traceContext },
    log: (level: string, _category: string, message: string) => log(level, message),
  });
  const { context, inputs } = await model.getArguments();
  const result = await model.invokeFunction(context, inputs, handler);
  const { returnValue } = await model.getResponse(context, result);
  return returnValue?.http;
}

/** Logs what a function threw, in one line. The caller gets an empty 500. */
export function logFailure(log: Log, name: string, thrown: unknown): void {
  const error = thrown instanceof Error ? thrown.stack : String(thrown);
  log('error', JSON.stringify({ event: 'function_failed', function: name, error }));
}
