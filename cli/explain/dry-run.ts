// Runs the real endpoint on a saved request, with a store that keeps its writes in this process.
import functions from '@azure/functions';
import { hostPaths } from '../../shared/http/paths.ts';
import type { LogFields } from '../../shared/log/log-fields.ts';
import { serve } from '../../shared/serving/serve.ts';
import { providerOf } from '../../shared/serving/service-provider.ts';
import { recordSteps } from '../../shared/serving/step-recorder.ts';
import type { Change } from '../../shared/store/store.ts';
import type { CapturedRequest } from './captured-request.ts';
import { pageOf } from './explain-text.ts';
import type { Route } from './find-route.ts';
import { foreignReason } from './foreign-token.ts';
import { nearSecret } from './near-secret.ts';
import type { DryRun } from './open-dry-run.ts';
import { type StepResult, stepResults } from './step-results.ts';

export interface DryRunResult {
  readonly route: Route;
  readonly steps: readonly StepResult[];
  /** Why the request could not be checked to its end; then there is no answer. */
  readonly notJudged: string | undefined;
  readonly answer: DryRunAnswer | undefined;
  /** A hint about a refusal, from data in the store. */
  readonly hint: string | undefined;
  /** The log line of the request. */
  readonly log: LogFields;
  /** What would have been written. */
  readonly written: readonly Change[];
}

export interface DryRunAnswer {
  readonly status: number;
  /** Members of the JSON body that are not secret: those of an error, and the lifetime and scope of tokens. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Names of the tokens and codes that would be issued. */
  readonly tokens: readonly string[];
}

/** Members of a body that are not secret. */
const shown = ['error', 'error_description', 'error_codes', 'token_type', 'expires_in', 'scope', 'active'];
const tokenMembers = ['access_token', 'refresh_token', 'id_token', 'device_code', 'user_code'];

/** @throws StoreUnavailableError */
export async function dryRun(request: CapturedRequest, route: Route, opened: DryRun): Promise<DryRunResult> {
  const { issuer } = opened.service.settings;
  const recorder = recordSteps();
  const handler = serve(route.name, route.endpoint, providerOf({ ...opened.service, observer: recorder.observer }));
  let line: unknown;
  const logHandler = (_level: unknown, written: unknown) => {
    line = written;
  };
  const context = new functions.InvocationContext({ logHandler });
  const response = await handler(toHttpRequest(request, route, issuer), context);
  const failure = opened.storeFailure();
  if (failure) throw failure;

  // The written line, because it masks secrets in causes.
  const log: LogFields = line === undefined ? recorder.log() : parse(line);
  const isElsewhere = request.host !== undefined && request.host !== new URL(issuer).host;
  const listed = recorder.list(route.endpoint);
  const stopped = opened.limits.reason();
  const foreign = stopped === undefined && isElsewhere ? foreignReason(listed, log, issuer) : undefined;
  const notJudged = stopped ?? foreign?.reason;
  const answer = response && notJudged === undefined ? answerOf(response, log, issuer) : undefined;
  return {
    route,
    steps: stepResults(listed, notJudged === undefined ? undefined : (foreign?.step ?? 'failed')),
    notJudged,
    answer,
    hint: answer && log.outcome !== 'success' ? await nearSecret(request, opened.service.clients) : undefined,
    log,
    written: notJudged === undefined ? opened.store.written() : [],
  };
}

function toHttpRequest({ method, target, headers, body }: CapturedRequest, route: Route, issuer: string) {
  const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
  const joined = new Headers();
  // Repeated headers are joined, as by the host.
  for (const [name, value] of headers) joined.append(name, value);
  return new functions.HttpRequest({
    method,
    url: `${new URL(issuer).origin}/${hostPaths(route.name, issuer)[0] ?? ''}${query}`,
    headers: Object.fromEntries(joined),
    body: { bytes: body },
  });
}

function answerOf(
  response: functions.HttpResponseInit | functions.HttpResponse,
  { error, error_codes, description }: LogFields,
  issuer: string,
): DryRunAnswer {
  // For an error on a page or in a redirect, the log line has the details.
  const isShown = error !== undefined && String(response.body ?? '')[0] !== '{';
  const members = isShown ? { error, error_codes, error_description: description } : parse(response.body);
  return {
    status: response.status ?? 200,
    body: {
      ...Object.fromEntries(Object.entries(members).filter(([name]) => shown.includes(name))),
      // The ids of a dry run lead to no log line.
      ...(!isShown && members.error_codes !== undefined && { error_uri: pageOf(issuer, members.error_codes) }),
    },
    tokens: tokenMembers.filter((name) => members[name] !== undefined),
  };
}

function parse(body: unknown): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
