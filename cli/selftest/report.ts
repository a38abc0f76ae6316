// The report of a run, for people and for scripts.
import { list } from '../terminal/output.ts';
import type { CaseResult } from './run-cases.ts';

export interface Report {
  readonly issuer: string;
  readonly requests: number;
  readonly seconds: number;
  /** By Ctrl-C, before its end. */
  readonly isStopped: boolean;
  readonly results: readonly CaseResult[];
  /** The commands that remove what could not be removed. */
  readonly left: readonly string[];
}

const labels = { passed: 'ok', failed: 'FAILED', 'not tried': 'not tried' } as const;

export function reportText(report: Report): string {
  const { issuer, results } = report;
  const groups = [...new Set(results.map(({ group }) => group))];
  const parts = groups.map((group) => [group, ...results.filter((each) => each.group === group).map(line)].join('\n'));
  return [`selftest of ${issuer}`, ...parts, summary(report)].join('\n\n');
}

const indent = ' '.repeat(11);

function line({ result, name, clause, reason, failure }: CaseResult): string {
  const first = `${labels[result].padEnd(9)}  ${name} (${clause})`;
  if (failure) {
    const details = list([
      ['expected', failure.expected],
      ['got', failure.got],
      ['→', failure.todo],
    ]);
    return [first, failure.what, ...details.split('\n')].join(`\n${indent}`);
  }
  return reason === undefined ? first : `${first}\n${indent}${reason}`;
}

function summary({ results, requests, seconds }: Report): string {
  const count = (result: CaseResult['result']) => results.filter((each) => each.result === result).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('not tried')} not tried, with ${requests} requests in ${seconds} s.`;
}

export function reportJson({ issuer, requests, seconds, isStopped, results, left }: Report): object {
  return {
    issuer,
    is_passed: !isStopped && !results.some(({ result }) => result === 'failed'),
    requests,
    seconds,
    cases: results,
    left,
  };
}
