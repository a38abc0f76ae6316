// Parts of the explanations for people.
import { errorUri } from '../../shared/http/error-uri.ts';
import { printable } from '../terminal/output.ts';
import { findErrorRow } from './error-row.ts';
import type { StepOutcome, StepResult } from './step-results.ts';

const marks: Readonly<Record<StepOutcome, string>> = {
  passed: '✓',
  refused: '✗',
  'not reached': '–',
  'not needed': '·',
  'not judged': '?',
};

/** A line for each step; the step that refused has its clause. */
export function stepLines(steps: readonly StepResult[]): readonly string[] {
  const width = Math.max(...steps.map(({ step }) => step.length));
  return steps.flatMap(({ step, outcome, meaning, clause }) => {
    const line = `${marks[outcome]} ${step.padEnd(width)}  ${meaning}`;
    return outcome === 'refused' ? [line, `${' '.repeat(width + 4)}${clause}`] : [line];
  });
}

/** Names and values in two columns; pairs without a value are left out. */
export function pairLines(pairs: readonly (readonly [name: string, value: string | undefined])[]): readonly string[] {
  const present = pairs.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
  const width = Math.max(...present.map(({ name }) => name.length));
  return present.flatMap(({ name, value }) => {
    const [first = '', ...others] = printable(value).split('\n');
    return [`  ${name.padEnd(width)}  ${first}`, ...others.map((each) => `  ${' '.repeat(width)}  ${each}`)];
  });
}

export interface Refusal {
  /** The OAuth error, and the numbers that were answered. */
  readonly error: unknown;
  readonly error_codes: unknown;
  readonly description: unknown;
  /** A more exact number, for operators only. */
  readonly reason: unknown;
  readonly cause: unknown;
  readonly error_uri: string | undefined;
}

/** What an error means and how to fix it; for a fault, the row of its cause. */
export function refusalLines({ error_codes, description, reason, cause, error_uri }: Refusal): readonly string[] {
  const row = findErrorRow(lastOf(error_codes));
  const more = findErrorRow(reason);
  return pairLines([
    ['message', text(description)],
    ['meaning', row?.meaning],
    ['fix', row?.remedy],
    ['reason', more && `${more.number} ${more.name}: ${more.meaning} ${more.remedy}`],
    ['cause', text(cause)],
    ['page', error_uri],
  ]);
}

/** `invalid_scope, AADSTS70011 (InvalidScope)`. */
export function errorName({ error, error_codes }: Pick<Refusal, 'error' | 'error_codes'>): string {
  const numbers = Array.isArray(error_codes) ? error_codes.filter((each) => typeof each === 'number') : [];
  const names = numbers.map((number) => findErrorRow(number)?.name ?? 'unknown');
  return `${text(error) ?? 'an error'}, AADSTS${numbers.join(' and ')} (${names.join(', ')})`;
}

function lastOf(codes: unknown): unknown {
  return Array.isArray(codes) ? codes.at(-1) : undefined;
}

/** Members of a log line can have any type. */
export function text(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Without the ids of the request, to keep it short. */
export function pageOf(issuer: string | undefined, error_codes: unknown): string | undefined {
  const [first] = Array.isArray(error_codes) ? error_codes : [];
  return issuer === undefined || typeof first !== 'number' ? undefined : errorUri(issuer, first);
}
