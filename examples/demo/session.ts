// What the client remembers of one browser: sign-ins under way, the grant that it has, and what happened so far.
import { LRUCache } from 'lru-cache';
import type { AuthorizationCodeGrantChecks, DeviceAuthorizationResponse, TokenEndpointResponse } from 'openid-client';
import type { Exchange } from './exchange.ts';

export interface Grant {
  /** The redirect that brought the code, and what it was checked against. */
  readonly callback: URL;
  readonly checks: AuthorizationCodeGrantChecks;
  readonly subject: string;
  readonly tokens: TokenEndpointResponse;
  readonly oldRefreshToken?: { readonly token: string; readonly exchangedAt: Date };
  /** As introspection last said. */
  readonly isActive: boolean;
}

export interface Step {
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly lesson: string;
  readonly isRefused: boolean;
  readonly at: Date;
  readonly exchange?: Exchange | undefined;
  /** What went through the browser. */
  readonly redirect?: URL;
  readonly checks?: readonly string[];
}

/** The sign-in of a device, which has no browser. */
export interface DeviceSignIn {
  readonly codes: DeviceAuthorizationResponse;
  readonly startedAt: Date;
  /** Seconds to wait before the next poll. */
  readonly interval: number;
  /** The `error` of the last poll (§3.5). */
  readonly problem?: string;
  readonly tokens?: TokenEndpointResponse;
}

export interface Session {
  /** By `state`. */
  readonly pendingSignIns: LRUCache<string, AuthorizationCodeGrantChecks>;
  /** The oldest first. */
  readonly steps: Step[];
  grant?: Grant;
  device?: DeviceSignIn;
}

const maxPendingSignIns = 20;
const maxSteps = 100;

export function newSession(): Session {
  return { pendingSignIns: new LRUCache({ max: maxPendingSignIns }), steps: [] };
}

export function addStep({ steps }: Session, step: Omit<Step, 'at'>): void {
  steps.push({ ...step, at: new Date() });
  steps.splice(0, steps.length - maxSteps);
}
