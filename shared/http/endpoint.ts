// What an endpoint is, and the one try/catch around all of them.
import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { type DescribedError, describeError, errorResponse } from '../errors/error-response.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Service } from '../service.ts';
import type { Settings } from '../settings.ts';
import type { Start } from '../start.ts';
import type { LogFields } from '../telemetry/log-fields.ts';
import { logLine } from '../telemetry/log-line.ts';
import { openReport, type Report, tenths } from '../telemetry/report.ts';
import type { StepName } from '../telemetry/steps.ts';
import type { WatchedRequest } from '../telemetry/watch.ts';
import type { Answer } from './answer.ts';
import { exposedHeaders, preflightHeaders } from './cors.ts';
import { knownSecrets } from './known-secrets.ts';
import { type RequestIds, requestIds } from './request-ids.ts';

export interface Endpoint {
  /** Those it takes; any other is answered 405. OPTIONS is answered for it. */
  readonly methods: readonly ('GET' | 'HEAD' | 'POST')[];
  /** Whether scripts of other origins may read its answers. Never with credentials. */
  readonly isCrossOrigin: boolean;
  /** Its steps behind `method`, in order, for whoever explains a request; what is known of the request says which. */
  steps?(known: { readonly grantType?: string | undefined }): readonly StepName[];
  answer(request: EndpointRequest, service: Service): Answer | Promise<Answer>;
  /** What it answers while the service cannot be opened; without it, the fault. */
  answerUnready?(failure: unknown, request: EndpointRequest, issuer: string): Answer;
  /** How it shows an error to a person; without it, as JSON. Must not throw. */
  showError?(error: DescribedError, request: EndpointRequest, known: Known): ShownError;
}

/** What is known even when the service cannot be opened. */
export interface Known {
  readonly issuer: string;
  readonly settings?: Settings;
}

export type ShownError = Pick<Answer, 'status' | 'headers' | 'body'>;

export interface EndpointRequest {
  readonly method: string;
  /** As the host tells it; a caller can choose its origin, so nothing is derived from that. */
  readonly url: URL;
  readonly headers: Headers;
  /** Whole and as sent; its size is not checked yet. */
  readonly body: Uint8Array;
}

/** Of a service that cannot be opened: what is wrong with a setting is told without its value. */
const noSettings = { store: 'memory' } as const;

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

/** The handler that the Functions host calls. It never throws: the host would answer that with an empty 500. */
export function serve(name: string, endpoint: Endpoint, start: Start): HttpHandler {
  return async (incoming, context) => {
    const started = performance.now();
    const opened = await open(start);
    const watcher = 'service' in opened ? opened.service.watch?.begin(watched(name, incoming, context)) : undefined;
    const report = openReport(watcher);
    const { answer, ids, secrets } = await answerOrRefuse(incoming, endpoint, start, opened, (request) =>
      answerMethod(endpoint, request, opened, report),
    );
    const outcome = outcomeOf(answer);
    const fields: LogFields = {
      event: 'request',
      outcome,
      endpoint: name,
      status: answer.status,
      trace_id: ids.traceId,
      correlation_id: ids.correlationId,
      traceparent: watcher?.traceparent ?? ids.traceparent,
      milliseconds: tenths(performance.now() - started),
      ...report.fields(),
      ...(outcome !== 'success' && { step: report.lastStep() }),
      ...answer.log,
    };
    watcher?.answered(fields);
    if (!answer.isQuiet) writeLog(context, outcome, fields, secrets);
    return respond(endpoint, answer, ids);
  };
}

/** The service, or why there is none. */
type Opened = { readonly service: Service } | { readonly failure: unknown; readonly issuer: string };

async function open(start: Start): Promise<Opened> {
  try {
    return { service: await start.service() };
  } catch (failure) {
    return { failure, issuer: start.issuer ?? '' };
  }
}

function watched(endpoint: string, { method, headers }: HttpRequest, context: InvocationContext): WatchedRequest {
  const { traceParent: traceparent, traceState: tracestate } = context.traceContext ?? {};
  return { endpoint, method, headers, hostTrace: { traceparent, tracestate } };
}

type Outcome = 'success' | 'refused' | 'fault';

function outcomeOf({ status, isFault, log }: Answer): Outcome {
  if (isFault) return 'fault';
  // An error that the browser takes to the app has the status of a redirect.
  return status < 400 && log?.error === undefined ? 'success' : 'refused';
}

interface Answered {
  readonly answer: Answer;
  readonly ids: RequestIds;
  /** That a fault may have quoted. */
  readonly secrets: readonly string[];
}

async function answerOrRefuse(
  incoming: HttpRequest,
  endpoint: Endpoint,
  start: Start,
  opened: Opened,
  answerIt: (request: EndpointRequest) => Promise<Answer>,
): Promise<Answered> {
  let request: EndpointRequest | undefined;
  let ids: RequestIds | undefined;
  try {
    request = await read(incoming);
    ids = requestIds(request.headers, request.body, request.url.searchParams);
    const answer = await answerIt(request);
    return { answer, ids, secrets: quotableSecrets(answer, request, opened) };
  } catch (thrown) {
    const known = ids ?? requestIds(new Headers(), new Uint8Array(), new URLSearchParams());
    const error = describeError(thrown, known, start.issuer ?? '', start.clock.now());
    const shown = request && endpoint.showError?.(error, request, knownOf(opened, start));
    const answer = shown ? { ...shown, isFault: error.isFault, log: error.log } : errorResponse(error);
    return { answer, ids: known, secrets: quotableSecrets(answer, request, opened) };
  }
}

function knownOf(opened: Opened, { issuer = '' }: Start): Known {
  return 'service' in opened ? { issuer, settings: opened.service.settings } : { issuer };
}

function quotableSecrets(answer: Answer, request: EndpointRequest | undefined, opened: Opened): readonly string[] {
  if (answer.log?.cause === undefined || !request) return [];
  return knownSecrets(request, 'service' in opened ? opened.service.settings : noSettings);
}

async function read(incoming: HttpRequest): Promise<EndpointRequest> {
  const body = new Uint8Array(await incoming.arrayBuffer());
  return { method: incoming.method, url: new URL(incoming.url), headers: incoming.headers, body };
}

async function answerMethod(
  endpoint: Endpoint,
  request: EndpointRequest,
  opened: Opened,
  report: Report,
): Promise<Answer> {
  const allow = endpoint.methods.join(', ');
  if (request.method === 'OPTIONS') {
    const preflight = endpoint.isCrossOrigin && preflightHeaders(endpoint.methods);
    return { status: 204, headers: { Allow: allow, ...preflight } };
  }
  if ('failure' in opened) {
    checkMethod(endpoint, request, allow);
    if (!endpoint.answerUnready) throw opened.failure;
    return endpoint.answerUnready(opened.failure, request, opened.issuer);
  }
  const service = report.serviceFor(opened.service);
  service.step('method', () => checkMethod(endpoint, request, allow));
  return endpoint.answer(request, service);
}

function checkMethod({ methods }: Endpoint, { method }: EndpointRequest, allow: string): void {
  if (methods.some((each) => each === method)) return;
  throw new OAuthError('MethodNotAllowed', `The endpoint takes ${allow}, not ${method}.`, {
    headers: { Allow: allow },
  });
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
    ...(answer.cookies && { cookies: [...answer.cookies] }),
  };
}

/** One JSON line a request: the host's logger formats anything but a string. */
function writeLog(context: InvocationContext, outcome: Outcome, fields: LogFields, secrets: readonly string[]): void {
  const line = logLine(fields, secrets);
  if (outcome === 'fault') context.error(line);
  else if (fields.event !== 'request') context.warn(line);
  else context.log(line);
}
