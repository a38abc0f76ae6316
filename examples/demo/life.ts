// What the demo client remembers of one browser: the sign-ins it has begun, the tokens it has, and all that happened.
import { randomBytes } from 'node:crypto';
import type { Exchange, Shown } from './exchange.ts';

/** A sign-in that is under way, found again by its state. */
export interface Attempt {
  readonly verifier: string;
  readonly nonce: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
}

export interface Grant {
  /** With which it began; used up. */
  readonly code: string;
  readonly verifier: string;
  readonly nonce: string;
  readonly tokens: Tokens;
  /** The refresh token before the last exchange, and when that was, in milliseconds. */
  readonly former?: { readonly refreshToken: string; readonly exchangedAt: number };
  /** As the server last said. */
  readonly isActive: boolean;
}

export interface Step {
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly lesson: string;
  readonly isRefused: boolean;
  /** Whether it is the first of a sign-in. */
  readonly isFirst?: boolean;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly exchange?: Exchange;
  /** What went through the browser. */
  readonly redirect?: { readonly url: string; readonly parameters: readonly Shown[] };
  readonly checks?: readonly string[];
}

export interface Life {
  readonly id: string;
  /** Each form of the page carries it. */
  readonly formToken: string;
  readonly attempts: Map<string, Attempt>;
  /** The oldest first. */
  readonly steps: Step[];
  grant?: Grant | undefined;
}

/** Browsers, sign-ins of each that are not finished, steps of each: what is older goes. */
const limits = { lives: 100, attempts: 20, steps: 100 } as const;

export type Lives = Map<string, Life>;

export function newLife(lives: Lives): Life {
  const life: Life = { id: randomId(), formToken: randomId(), attempts: new Map(), steps: [] };
  lives.set(life.id, life);
  dropOldest(lives, limits.lives);
  return life;
}

export function addAttempt(life: Life, state: string, attempt: Attempt): void {
  life.attempts.set(state, attempt);
  dropOldest(life.attempts, limits.attempts);
}

export function addStep(life: Life, step: Omit<Step, 'at'>): void {
  life.steps.push({ ...step, at: Date.now() });
  life.steps.splice(0, life.steps.length - limits.steps);
}

function dropOldest(map: Map<string, unknown>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size <= limit) return;
    map.delete(key);
  }
}

function randomId(): string {
  return randomBytes(32).toString('base64url');
}
