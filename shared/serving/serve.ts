// Runs an endpoint for the Functions host: the only try/catch around all endpoints, and the log line of each request.

import type { InvocationContext } from '@azure/functions';
import { currentNonce } from '../dpop/nonce.ts';
import { hasProof } from '../dpop/proof.ts';
import type { Answer } from '../http/answer.ts';
import type { EndpointRequest, RequestIds } from '../http/request.ts';
import { requestIds } from '../http/request-ids.ts';
import type { LogFields } from '../log/log-fields.ts';
import { logLine, maskEchoes } from '../log/log-line.ts';
import type { IncomingRequest } from '../telemetry/request-observer.ts';
import { answerMethod } from './answer-method.ts';
import type { Endpoint, ErrorContext } from './endpoint.ts';
import { describeError, errorResponse } from './error-response.ts';
import { Incoming, type ServedRequest } from './incoming.ts';
import { noBody, readBody } from './read-body.ts';
import { RequestReport, roundToTenths } from './request-report.ts';
import { findRequestSecrets } from './request-secrets.ts';
import { responder } from './responder.ts';
import type { OpenedService, ServiceProvider } from './service-provider.ts';
import type { WholeAnswer } from './whole-response.ts';

/** While the service cannot be opened, no settings are known; the failure never quotes the value of a setting. */
const noSettings = { store: 'memory' } as const;

/** What is used of an invocation. */
type Context = Pick<InvocationContext, 'log' | 'warn' | 'error' | 'traceContext'>;

type Handler = (incoming: ServedRequest, context: Context) => Promise<WholeAnswer>;

/** Returns the handler of an endpoint. It never throws: the host would answer with an empty 500. */
export function serve(name: string, endpoint: Endpoint, provider: ServiceProvider): Handler {
  const respond = responder(endpoint, provider.issuer);
  return async (incoming, context) => {
    const started = performance.now();
    const opened = provider.opened ?? (await open(provider));
    const service = 'service' in opened ? opened.service : undefined;
    const observed = service?.observer?.begin(incomingOf(name, incoming, context));
    const report = new RequestReport(observed);
    const { answer, ids, request } = await answerOrRefuse(incoming, endpoint, provider, opened, report);
    const outcome = outcomeOf(answer, report.fields());
    report.note({
      outcome,
      endpoint: name,
      status: answer.status,
      trace_id: ids.traceId,
      correlation_id: ids.correlationId,
      traceparent: observed?.traceparent ?? ids.traceparent,
      milliseconds: roundToTenths(performance.now() - started),
      step: outcome === 'success' ? undefined : report.lastStep(),
    });
    const fields = maskEchoes(report.fields());
    observed?.answered(fields);
    const isSilent = endpoint.isQuiet && outcome === 'success';
    const line = endpoint.thinLog ? endpoint.thinLog(fields, provider.clock.now()) : fields;
    if (!isSilent && line) writeLog(context, outcome, line, quotableSecrets(line, request, opened));
    service?.upkeep.afterAnswer();
    return respond(answer, ids);
  };
}

async function open(provider: ServiceProvider): Promise<OpenedService> {
  try {
    return { service: await provider.service() };
  } catch (failure) {
    return { failure, issuer: provider.issuer ?? '' };
  }
}

function incomingOf(endpoint: string, { method, headers }: ServedRequest, context: Context): IncomingRequest {
  return { endpoint, method, headers, hostTraceparent: context.traceContext?.traceParent };
}

type Outcome = 'success' | 'refused' | 'fault';

/** A noted outcome takes precedence over the status, because an error sent to the app has the status of a redirect. */
function outcomeOf({ status }: Answer, { outcome }: LogFields): Outcome {
  if (outcome === 'success' || outcome === 'refused' || outcome === 'fault') return outcome;
  return status < 400 ? 'success' : 'refused';
}

interface Outgoing {
  readonly answer: Answer;
  readonly ids: RequestIds;
  /** Undefined when the request could not be read. */
  readonly request: EndpointRequest | undefined;
}

async function answerOrRefuse(
  incoming: ServedRequest,
  endpoint: Endpoint,
  provider: ServiceProvider,
  opened: OpenedService,
  report: RequestReport,
): Promise<Outgoing> {
  let request: Incoming | undefined;
  let ids: RequestIds | undefined;
  let nonce: Readonly<Record<string, string>> | undefined;
  try {
    request = new Incoming(incoming, incoming.body ? await readBody(incoming.body) : noBody);
    ids = requestIds(request.headers, request.body, request.query);
    request.ids = ids;
    if (endpoint.takesProofs && hasProof(request) && 'service' in opened) {
      nonce = { 'DPoP-Nonce': await currentNonce(opened.service) };
    }
    const answer = await answerMethod(endpoint, request, opened, report);
    report.end(outcomeOf(answer, report.fields()) === 'success' ? 'passed' : 'failed');
    return { answer: withHeaders(answer, nonce), ids, request };
  } catch (thrown) {
    const errorIds = ids ?? requestIds(new Headers(), Buffer.alloc(0), undefined);
    const error = describeError(thrown, errorIds, provider.issuer ?? '', provider.clock.now());
    report.end('failed');
    report.note(error.log);
    const shown = request && endpoint.showError?.(error, request, contextOf(opened, provider));
    return { answer: withHeaders(shown ?? errorResponse(error), nonce), ids: errorIds, request };
  }
}

function withHeaders(answer: Answer, added: Readonly<Record<string, string>> | undefined): Answer {
  return added === undefined ? answer : { ...answer, headers: { ...answer.headers, ...added } };
}

function contextOf(opened: OpenedService, { issuer = '' }: ServiceProvider): ErrorContext {
  return 'service' in opened ? { issuer, settings: opened.service.settings } : { issuer };
}

/** The secrets of the request that the cause of a fault may quote. */
function quotableSecrets(
  { cause }: LogFields,
  request: EndpointRequest | undefined,
  opened: OpenedService,
): readonly string[] {
  if (cause === undefined || !request) return [];
  if (!('service' in opened)) return findRequestSecrets(request, noSettings);
  const { settings, clients } = opened.service;
  return findRequestSecrets(request, settings).filter((text) => !clients.isKnown?.(text));
}

/** Writes one JSON line as a string, because the host's logger reformats other values. */
function writeLog(context: Context, outcome: Outcome, fields: LogFields, secrets: readonly string[]): void {
  const line = logLine(fields, secrets);
  if (outcome === 'fault') context.error(line);
  else if (fields.event !== 'request') context.warn(line);
  else context.log(line);
}
