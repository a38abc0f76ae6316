// What an endpoint is, and the one try/catch around all of them.
import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { errorResponse } from '../errors/error-response.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Service } from '../service.ts';
import type { Start } from '../start.ts';
import type { Answer } from './answer.ts';
import { exposedHeaders, preflightHeaders } from './cors.ts';
import { type RequestIds, requestIds } from './request-ids.ts';

export interface Endpoint {
  /** Those it takes; any other is answered 405. OPTIONS is answered for it. */
  readonly methods: readonly ('GET' | 'HEAD' | 'POST')[];
  /** Whether scripts of other origins may read its answers. Never with credentials. */
  readonly isCrossOrigin: boolean;
  answer(request: EndpointRequest, service: Service): Answer | Promise<Answer>;
  /** What it answers while the service cannot be opened; without it, the fault. */
  answerUnready?(failure: unknown): Answer;
}

export interface EndpointRequest {
  readonly method: string;
  /** As the host tells it; a caller can choose its origin, so nothing is derived from that. */
  readonly url: URL;
  readonly headers: Headers;
  /** Whole and as sent; its size is not checked yet. */
  readonly body: Uint8Array;
}

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

/** The handler that the Functions host calls. It never throws: the host would answer that with an empty 500. */
export function serve(name: string, endpoint: Endpoint, start: Start): HttpHandler {
  return async (incoming, context) => {
    const started = performance.now();
    const { answer, ids } = await answerOrRefuse(endpoint, incoming, start);
    if (!answer.isQuiet)
      writeLog(context, answer, {
        endpoint: name,
        status: answer.status,
        trace_id: ids.traceId,
        correlation_id: ids.correlationId,
        milliseconds: Math.round(performance.now() - started),
        ...answer.log,
      });
    return respond(endpoint, answer, ids);
  };
}

async function answerOrRefuse(
  endpoint: Endpoint,
  incoming: HttpRequest,
  start: Start,
): Promise<{ readonly answer: Answer; readonly ids: RequestIds }> {
  let ids: RequestIds | undefined;
  try {
    const request = await read(incoming);
    ids = requestIds(request.headers, request.body, request.url.searchParams);
    return { answer: await answerMethod(endpoint, request, start), ids };
  } catch (thrown) {
    const known = ids ?? requestIds(new Headers(), new Uint8Array(), new URLSearchParams());
    return { answer: errorResponse(thrown, known, start.issuer ?? '', start.clock.now()), ids: known };
  }
}

async function read(incoming: HttpRequest): Promise<EndpointRequest> {
  const body = new Uint8Array(await incoming.arrayBuffer());
  return { method: incoming.method, url: new URL(incoming.url), headers: incoming.headers, body };
}

async function answerMethod(endpoint: Endpoint, request: EndpointRequest, start: Start): Promise<Answer> {
  const allow = endpoint.methods.join(', ');
  if (request.method === 'OPTIONS') {
    const preflight = endpoint.isCrossOrigin && preflightHeaders(endpoint.methods);
    return { status: 204, headers: { Allow: allow, ...preflight } };
  }
  if (!endpoint.methods.some((method) => method === request.method)) {
    throw new OAuthError('MethodNotAllowed', `The endpoint takes ${allow}, not ${request.method}.`, {
      headers: { Allow: allow },
    });
  }
  return answerBy(endpoint, request, start);
}

async function answerBy(endpoint: Endpoint, request: EndpointRequest, start: Start): Promise<Answer> {
  let service: Service;
  try {
    service = await start.service();
  } catch (failure) {
    if (!endpoint.answerUnready) throw failure;
    return endpoint.answerUnready(failure);
  }
  return endpoint.answer(request, service);
}

function respond(endpoint: Endpoint, answer: Answer, ids: RequestIds): HttpResponseInit {
  return {
    status: answer.status,
    headers: {
      ...(answer.isCacheable ? {} : noStore),
      'X-Content-Type-Options': 'nosniff',
      'x-ms-request-id': ids.traceId,
      ...(endpoint.isCrossOrigin && {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': exposedHeaders,
      }),
      ...answer.headers,
    },
    ...(answer.body !== undefined && { body: answer.body }),
  };
}

/** One JSON line a request: the host's logger formats anything but a string. */
function writeLog(context: InvocationContext, answer: Answer, fields: Record<string, unknown>): void {
  const line = JSON.stringify(fields);
  if (answer.isFault) context.error(line);
  else if (fields.event) context.warn(line);
  else context.log(line);
}
