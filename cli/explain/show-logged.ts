import { paths } from '../../shared/http/paths.ts';
import { events } from '../../shared/log/log-fields.ts';
import { table } from '../terminal/output.ts';
import { errorName, pageOf, pairLines, refusalLines, stepLines, text } from './explain-text.ts';
import type { LoggedRequest } from './find-in-log.ts';
import { routeOf } from './find-route.ts';
import { stepsOfLog } from './step-results.ts';

/** A table with a line for each request. */
export function overview(found: readonly LoggedRequest[]): string {
  return table(
    ['when', 'endpoint', 'client', 'grant type', 'outcome', 'trace id'],
    found.map(({ fields, loggedAt }) =>
      [loggedAt, fields.endpoint, fields.client_id, fields.grant_type, outcomeOf(fields), fields.trace_id].map(
        (value) => text(value) ?? '',
      ),
    ),
  );
}

function outcomeOf({ outcome, error_codes }: LoggedRequest['fields']): string {
  const codes = Array.isArray(error_codes) ? ` ${error_codes.join(' ')}` : '';
  return `${text(outcome) ?? 'unknown'}${codes}`;
}

/** One request, for people. @param issuer undefined if it is not known here */
export function loggedText({ fields, loggedAt }: LoggedRequest, issuer: string | undefined): string {
  const what = pairLines([
    ['when', loggedAt],
    ['endpoint', endpointOf(fields)],
    ['client', clientOf(fields)],
    ['grant type', text(fields.grant_type)],
    ['scope', text(fields.scope)],
    ['resource', text(fields.resource)],
    ['subject', text(fields.subject)],
    ['grant', text(fields.grant_id)],
    ['event', eventOf(fields)],
    ['took', durationOf(fields)],
    ['trace id', text(fields.trace_id)],
    ['correlation', text(fields.correlation_id)],
  ]);
  const route = routeOf(fields.endpoint);
  const isSuccess = fields.outcome === 'success';
  const steps =
    isSuccess || !route || fields.step === undefined ? [] : ['', ...stepLines(stepsOfLog(route.endpoint, fields))];
  const refusal = isSuccess ? [] : ['', ...refusalLines(refusalOf(fields, issuer))];
  return [headline(fields), ...what, ...steps, ...refusal].join('\n');
}

function headline(fields: LoggedRequest['fields']): string {
  const status = text(fields.status) ?? 'no status';
  if (fields.outcome === 'success') return `The request succeeded (${status}).`;
  const name = errorName({ error: fields.error, error_codes: fields.error_codes });
  return fields.outcome === 'fault'
    ? `The service failed: ${status} ${name}.`
    : `The request was refused: ${status} ${name}.`;
}

function refusalOf(fields: LoggedRequest['fields'], issuer: string | undefined) {
  const { error, error_codes, description, reason, cause } = fields;
  return { error, error_codes, description, reason, cause, error_uri: pageOf(issuer, error_codes) };
}

function endpointOf({ endpoint }: LoggedRequest['fields']): string | undefined {
  const route = routeOf(endpoint);
  return route ? paths[route.name] : text(endpoint);
}

function clientOf(fields: LoggedRequest['fields']): string | undefined {
  const id = text(fields.client_id);
  if (id === undefined) return undefined;
  const method = text(fields.authentication_method);
  const isProved = isBehindAuthentication(fields);
  return `${id}${isProved ? '' : ', not authenticated'}${method === undefined ? '' : ` (${method})`}`;
}

function isBehindAuthentication(fields: LoggedRequest['fields']): boolean {
  if (fields.outcome === 'success') return true;
  const route = routeOf(fields.endpoint);
  const steps = route ? stepsOfLog(route.endpoint, fields) : [];
  return steps.some(({ step, outcome }) => step === 'client authentication' && outcome === 'passed');
}

function eventOf({ event }: LoggedRequest['fields']): string | undefined {
  if (event === 'request') return undefined;
  const [, meaning] = Object.entries(events).find(([name]) => name === event) ?? [];
  return meaning === undefined ? text(event) : `${text(event)}: ${meaning}`;
}

function durationOf(fields: LoggedRequest['fields']): string | undefined {
  const { milliseconds, store_milliseconds, store_calls, signing_milliseconds } = fields;
  if (typeof milliseconds !== 'number') return undefined;
  const parts = [
    ...(typeof store_milliseconds === 'number' || typeof store_calls === 'number'
      ? [
          `${text(store_milliseconds) ?? '0'} ms for the store (calls: ${text(store_calls) ?? 'shared with another request'})`,
        ]
      : []),
    ...(typeof signing_milliseconds === 'number' ? [`${signing_milliseconds} ms signing`] : []),
  ];
  return `${milliseconds} ms${parts.length > 0 ? `, including ${parts.join(' and ')}` : ''}`;
}
