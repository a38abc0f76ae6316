// GET /health/live: the process is running. GET /health/ready: this instance can issue tokens, with the result of each check.
// The endpoints are public, so only the log has the cause of a failure.

import { type Answer, jsonAnswer } from '../shared/http/answer.ts';
import type { VaultReading } from '../shared/key-vault/keys-from-vault.ts';
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
    return readiness([{ name: 'settings', failure: undefined }, ...results], report, {
      upkeep: upkeepBody(service.upkeep),
      ...(service.keysOfVault && { key_ring: keyRingBody(service.keysOfVault.reading()) }),
    });
  },

  answerUnready: (failure, _request, _issuer, report) => readiness([{ name: 'settings', failure }], report),
};

interface Result {
  readonly name: string;
  readonly failure: unknown;
}

/** @param shown does not affect readiness: tokens are issued without upkeep, and for some time without the vault */
function readiness(results: readonly Result[], report: Report, shown: object = {}): Answer {
  const failed = results.filter(({ failure }) => failure !== undefined);
  const checks = Object.fromEntries(results.map(({ name, failure }) => [name, checkBody(failure)]));
  if (failed.length === 0) return jsonAnswer(200, { status: 'ready', checks, ...shown });
  const cause = failed.map(({ name, failure }) => `${name}: ${faultOf(failure).cause}`).join('\n');
  report.note({ event: 'not_ready', outcome: 'fault', cause });
  return jsonAnswer(503, { status: 'not_ready', checks, ...shown });
}

function upkeepBody(upkeep: Upkeep): object {
  const runs = upkeep.lastRuns().map(({ step, status, at, isMoreLeft }) => {
    const last_run = at === undefined ? undefined : utc(at);
    return [step, { status, last_run, is_more_left: isMoreLeft }] as const;
  });
  return Object.fromEntries(runs);
}

/** Without the reason, which may name the vault. */
function keyRingBody({ readAt, usableUntil, failure }: VaultReading): object {
  const status = failure === undefined ? 'read' : 'not_read';
  return { status, last_read: utc(readAt), usable_until: utc(usableUntil) };
}

function utc(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function checkBody(failure: unknown): object {
  if (failure === undefined) return { status: 'ok' };
  const { error_codes, meaning } = faultOf(failure);
  return { status: 'failed', error_codes, meaning };
}
