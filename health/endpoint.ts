// GET /health/live: the process is running. GET /health/ready: this instance can issue tokens, with the result of each check.
// The endpoints are public, so only the log has the cause of a failure.

import { type Answer, jsonAnswer } from '../shared/http/answer.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import { faultOf } from '../shared/serving/error-response.ts';
import type { Upkeep } from '../shared/upkeep/upkeep.ts';

const live = jsonAnswer(200, { status: 'live' });

export const liveEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: false,
  isQuiet: true,
  answer: () => live,
  answerUnready: () => live,
};

export const readyEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: false,
  isQuiet: true,

  async answer(_request, service, report) {
    const results = await service.probe.results();
    return readiness([{ name: 'settings', failure: undefined }, ...results], report, upkeepBody(service.upkeep));
  },

  answerUnready: (failure, _request, _issuer, report) => readiness([{ name: 'settings', failure }], report),
};

interface Result {
  readonly name: string;
  readonly failure: unknown;
}

/** @param upkeep is shown but does not affect readiness: tokens are issued without it */
function readiness(results: readonly Result[], report: Report, upkeep?: object): Answer {
  const failed = results.filter(({ failure }) => failure !== undefined);
  const checks = Object.fromEntries(results.map(({ name, failure }) => [name, checkBody(failure)]));
  if (failed.length === 0) return jsonAnswer(200, { status: 'ready', checks, upkeep });
  const cause = failed.map(({ name, failure }) => `${name}: ${faultOf(failure).cause}`).join('\n');
  report.note({ event: 'not_ready', outcome: 'fault', cause });
  return jsonAnswer(503, { status: 'not_ready', checks, upkeep });
}

function upkeepBody(upkeep: Upkeep): object {
  const runs = upkeep.lastRuns().map(({ step, status, at, isMoreLeft }) => {
    const last_run = at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`;
    return [step, { status, last_run, is_more_left: isMoreLeft }] as const;
  });
  return Object.fromEntries(runs);
}

function checkBody(failure: unknown): object {
  if (failure === undefined) return { status: 'ok' };
  const { error_codes, meaning } = faultOf(failure);
  return { status: 'failed', error_codes, meaning };
}
