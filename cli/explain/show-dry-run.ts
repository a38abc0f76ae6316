import { requestRow, takenRow } from '../../authorize/pushed-request.ts';
import { decisionRow, deviceRow } from '../../shared/grants/device-requests.ts';
import { activeRow, codeRow } from '../../shared/grants/grant-verdicts.ts';
import type { Change } from '../../shared/store/store.ts';
import type { DryRunAnswer, DryRunResult } from './dry-run.ts';
import { findErrorRow } from './error-row.ts';
import { errorName, pairLines, refusalLines, stepLines, text } from './explain-text.ts';
import type { StepResult } from './step-results.ts';

export function dryRunText(title: string, result: DryRunResult): string {
  const { steps, notJudged, answer, log } = result;
  const who = [
    ...(text(log.client_id) === undefined ? [] : [`client ${text(log.client_id)}`]),
    ...(text(log.grant_type) === undefined ? [] : [`grant type ${text(log.grant_type)}`]),
  ];
  const end = answer ? answerLines(answer, result) : [`It cannot be checked further here. ${notJudged ?? ''}`];
  return [[title, ...who].join(', '), '', ...stepLines(steps), '', ...end, ...writeLines(result)].join('\n');
}

function answerLines(answer: DryRunAnswer, { log, hint }: DryRunResult): readonly string[] {
  const { status, body, tokens } = answer;
  if (log.outcome === 'success') {
    const gets = tokens.length > 0 ? `: ${tokens.join(', ')}` : '';
    return [
      `It would succeed: ${status}${gets}.`,
      ...pairLines([
        ['scope', text(body.scope)],
        ['seconds', text(body.expires_in)],
        ['resource', text(log.resource)],
        ['active', text(body.active)],
        ['token', text(log.token)],
        ['event', log.event === 'request' ? undefined : text(log.event)],
      ]),
    ];
  }
  const { error, error_codes, error_description: description } = body;
  const verb = log.outcome === 'fault' ? 'fail' : 'be refused';
  return [
    `It would ${verb}: ${status} ${errorName({ error, error_codes })}.`,
    ...refusalLines({
      error,
      error_codes,
      description,
      reason: log.reason,
      cause: text(log.cause)?.split('\n')[0],
      error_uri: text(body.error_uri),
    }),
    ...(hint === undefined ? [] : [hint]),
  ];
}

function writeLines({ steps, written, notJudged }: DryRunResult): readonly string[] {
  if (notJudged !== undefined) return [];
  const effects = effectsOf(written, steps);
  return [
    effects.length > 0
      ? `For real, ${effects.join(', and ')}. Nothing was written or sent.`
      : 'Nothing was written or sent.',
  ];
}

/** The effects of the writes, in terms of grants and tokens. */
function effectsOf(written: readonly Change[], steps: readonly StepResult[]): readonly string[] {
  const inserts = new Set(written.flatMap((change) => ('insert' in change ? [change.insert] : [])));
  const removes = new Set(written.flatMap((change) => ('remove' in change ? [change.remove] : [])));
  const rules: readonly [holds: boolean, effect: string][] = [
    [steps.some(({ step, outcome }) => step === 'first use' && outcome === 'passed'), 'the proof would be used up'],
    [inserts.has(codeRow) && inserts.has(activeRow), 'the code would be used up'],
    [[...removes].some((name) => name.startsWith('gen.')), 'the refresh token would be exchanged for the next one'],
    [removes.has(activeRow), 'the grant would be revoked'],
    [inserts.has(codeRow) && !inserts.has(activeRow), 'the code of the grant could no longer be redeemed'],
    [inserts.has('revoked'), 'the token would be revoked'],
    [inserts.has(requestRow), 'the request would get a request_uri for 90 seconds'],
    [inserts.has(takenRow), 'the request_uri would be used up'],
    [inserts.has(deviceRow), 'the device would get its codes'],
    [[...removes].some((name) => name.startsWith('poll.')), 'the poll would count for the interval of the device'],
    [inserts.has(decisionRow), 'the decision about the device would be final'],
  ];
  return rules.flatMap(([holds, effect]) => (holds ? [effect] : []));
}

export function dryRunJson(
  title: string,
  { route, steps, notJudged, answer, hint, log, written }: DryRunResult,
): object {
  return {
    request: title,
    endpoint: route.name,
    client_id: log.client_id,
    grant_type: log.grant_type,
    steps,
    ...(notJudged !== undefined && { not_judged: notJudged }),
    ...(answer && {
      outcome: log.outcome,
      answer: { status: answer.status, ...answer.body, ...(answer.tokens.length > 0 && { tokens: answer.tokens }) },
      ...(log.outcome !== 'success' && {
        errors: (Array.isArray(answer.body.error_codes) ? answer.body.error_codes : []).flatMap(
          (number) => findErrorRow(number) ?? [],
        ),
        reason: findErrorRow(log.reason),
        ...(hint !== undefined && { hint }),
      }),
      for_real: effectsOf(written, steps),
    }),
  };
}
