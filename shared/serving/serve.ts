// An endpoint is served: the one try/catch around all of them, and the log line of each request.
import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { Answer } from '../http/answer.ts';
import { exposedHeaders } from '../http/cors.ts';
import { type RequestIds, requestIds } from '../http/request-ids.ts';
import { strictTransport } from '../http/strict-transport.ts';
import type { LogFields } from '../log/log-fields.ts';
import { logLine, maskEchoes } from '../log/log-line.ts';
import type { WatchedRequest } from '../telemetry/request-observer.ts';
import { answerMethod } from './answer-method.ts';
import type { Endpoint, EndpointRequest, Known } from './endpoint.ts';
import { describeError, errorResponse } from './error-response.ts';
import { openReport, tenths } from './report.ts';
import { knownSecrets } from './request-secrets.ts';
import type { Opened, Start } from './service-provider.ts';

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
    const fields = maskEchoes({
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
    });
    watcher?.answered(fields);
    if (!answer.isQuiet) writeLog(context, outcome, fields, secrets);
    if ('service' in opened) opened.service.upkeep.afterAnswer();
    return respond(endpoint, answer, ids, start);
  };
}

async function open(start: Start): Promise<Opened> {
  try {
    return { service: await start.service() };
  } catch (failure) {
    return { failure, issuer: start.issuer ?? '' };
  }
}

function watched(endpoint: string, { method, headers }: HttpRequest, context: InvocationContext): WatchedRequest {
  return { endpoint, method, headers, hostTraceparent: context.traceContext?.traceParent };
}

type Outcome = 'success' | 'refused' | 'fault';

function outcomeOf({ status, isFault, isRetold, log }: Answer): Outcome {
  if (isFault) return 'fault';
  if (isRetold) return 'success';
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
  if (!('service' in opened)) return knownSecrets(request, noSettings);
  const { settings, clients } = opened.service;
  return knownSecrets(request, settings).filter((text) => !clients.isKnown?.(text));
}

async function read(incoming: HttpRequest): Promise<EndpointRequest> {
  const body = new Uint8Array(await incoming.arrayBuffer());
  return { method: incoming.method, url: new URL(incoming.url), headers: incoming.headers, body };
}

function respond(endpoint: Endpoint, answer: Answer, ids: RequestIds, { issuer }: Start): HttpResponseInit {
  return {
    status: answer.status,
    headers: {
      ...(answer.isCacheable ? {} : noStore),
      ...strictTransport(issuer),
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
