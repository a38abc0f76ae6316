// Plays cases one after another, and catches whatever they throw.
import { type Case, type Group, groups, type Need } from './case.ts';
import { Failed, Unmet } from './outcome.ts';
import type { Play } from './play.ts';
import { reasonOf } from './send.ts';

export interface CaseResult {
  readonly group: Group;
  readonly name: string;
  readonly clause: string;
  readonly result: 'passed' | 'failed' | 'not tried';
  readonly seconds: number;
  /** Why it was not tried. */
  readonly reason?: string;
  readonly failure?: CaseFailure;
}

interface CaseFailure {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  readonly todo: string;
}

interface Run {
  readonly play: Play;
  readonly isStopped: AbortSignal;
  /** Called before each case. */
  readonly onCase: (next: Case, index: number) => void;
  /** Hides secrets. */
  readonly masked: (text: string) => string;
}

const stopped = 'the run was stopped';

export async function runCases(
  cases: readonly Case[],
  { play, isStopped, onCase, masked }: Run,
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index, each] of cases.entries()) {
    onCase(each, index);
    results.push(isStopped.aborted ? notTried(each, stopped) : await runCase(each, { play, isStopped, masked }));
  }
  return results;
}

async function runCase(each: Case, { play, isStopped, masked }: Omit<Run, 'onCase'>): Promise<CaseResult> {
  const missing = each.needs.find((need) => !isMet(need, play));
  if (missing) return notTried(each, reasons[missing]);
  const { group, name, clause } = each;
  const began = performance.now();
  const ended = () => ({ group, name, clause, seconds: Math.round(performance.now() - began) / 1000 });
  try {
    await each.run(play);
    return { ...ended(), result: 'passed' };
  } catch (thrown) {
    if (isStopped.aborted) return notTried(each, stopped);
    if (thrown instanceof Unmet) return { ...ended(), result: 'not tried', reason: masked(thrown.message) };
    return { ...ended(), result: 'failed', failure: failureOf(thrown, group, masked) };
  }
}

function notTried({ group, name, clause }: Case, reason: string): CaseResult {
  return { group, name, clause, result: 'not tried', seconds: 0, reason };
}

const reasons: Readonly<Record<Need, string>> = {
  client: 'it needs a client: give one with --client-id',
  'own clients':
    'it needs clients and a user of its own: run it without --client-id, where the store of the service is',
  https: 'the issuer has http, on this machine',
};

function isMet(need: Need, { client, own, issuer }: Play): boolean {
  if (need === 'client') return client !== undefined;
  return need === 'own clients' ? own !== undefined : issuer.startsWith('https:');
}

/** An answer that a case did not foresee is a failure too. */
function failureOf(thrown: unknown, group: Group, masked: Run['masked']): CaseFailure {
  const todo = groups[group];
  if (!(thrown instanceof Failed)) {
    return {
      what: 'The answer cannot be understood.',
      expected: 'an answer of the service',
      got: masked(reasonOf(thrown)),
      todo,
    };
  }
  return { what: masked(thrown.message), expected: masked(thrown.expected), got: masked(thrown.got), todo };
}
