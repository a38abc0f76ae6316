// The life of a grant as docs/design.md has it, in a few variables: what a request must answer, how often it may ask the
// store, and what it changes. The commands of test/flows/grant-model*.test.ts hold one server, or several, against it.
import type { Clock } from '../../../shared/base/clock.ts';
import type { ErrorName } from '../../../shared/errors/catalogue.ts';
import type { Fault } from '../../support/faulty-store.ts';
import { lifetimes, type Player } from './grant-players.ts';

/** Who may hold tokens of the grant: the client, a second tab of it, and a thief. */
export const hands = ['client', 'tab', 'thief'] as const;
export type Hand = (typeof hands)[number];

/** A refresh token, and the access token that came with it. */
export interface HeldToken {
  readonly refresh: string;
  readonly access: string;
  readonly generation: number;
  /** Seconds since the epoch, by the clock of the instance. */
  readonly expiresAt: Readonly<Record<TokenKind, number>>;
}

export type TokenKind = 'access' | 'refresh';

/** Something that a caller was told, in order. */
type Told =
  | { readonly is: 'tokens'; readonly of: 'code' | number; readonly generation: number }
  | { readonly is: 'ended' };

export interface Model {
  readonly player: Player;
  readonly hasChallenge: boolean;
  readonly code: string;
  readonly grantId: string;
  readonly codeExpiresAt: number;
  readonly endsAt: number;
  /** Seconds since the epoch by the store's clock; undefined before the redemption. */
  redeemedAt: number | undefined;
  isRevoked: boolean;
  live: number;
  /** As `redeemedAt`: when the generation before the live one was exchanged. */
  liveSince: number;
  readonly held: Record<Hand, HeldToken[]>;
  readonly told: Told[];
}

/** What changes. */
type State = Pick<Model, 'redeemedAt' | 'isRevoked' | 'live' | 'liveSince'>;

/** Tokens, a refusal, what is said of a token, or that it is revoked. */
export type Outcome =
  | { readonly generation: number }
  | { readonly row: ErrorName }
  | { readonly isActive: boolean }
  | { readonly isRevoked: true };

type Call = 'commit' | 'read';

/** The effect of a request: only its last store call may change something. */
export interface Plan {
  readonly calls: readonly Call[];
  readonly outcome: Outcome;
  readonly effect?: (state: State, clocks: Clocks) => void;
  /** The calls after its last one, when that is carried out twice and comes back refused. */
  readonly whenRepeated?: readonly Call[];
}

export interface Clocks {
  /** Of the instance that answers. */
  readonly clock: Clock;
  readonly storeClock: Clock;
}

const now = ({ clock }: Clocks) => Math.floor(clock.now() / 1000);
const storeNow = ({ storeClock }: Clocks) => storeClock.now() / 1000;
const ageOf = (since: number, clocks: Clocks) => Math.max(0, storeNow(clocks) - since);

export function planRedemption(model: Model, world: Clocks): Plan {
  const isExpired = now(world) >= model.codeExpiresAt;
  if (isExpired && now(world) >= model.endsAt) return { calls: [], outcome: { row: 'GrantExpired' } };
  if (isExpired) return planExpiredRedemption(model, world);
  if (model.isRevoked) return { calls: ['commit', 'read'], outcome: { row: 'CodeAlreadyRedeemed' } };
  if (model.redeemedAt === undefined) {
    return {
      calls: ['commit'],
      outcome: { generation: 0 },
      whenRepeated: ['read'],
      effect(changed, clocks) {
        changed.redeemedAt = storeNow(clocks);
        changed.liveSince = changed.redeemedAt;
      },
    };
  }
  const outcome: Outcome = { row: 'CodeAlreadyRedeemed' };
  return isDoubledCallback(model, world)
    ? { calls: ['commit', 'read'], outcome }
    : { calls: ['commit', 'read', 'commit'], outcome, effect: revoke };
}

/** The code stays unused, and a second use still counts as one. */
function planExpiredRedemption(model: Model, world: Clocks): Plan {
  const isUntouched = model.redeemedAt === undefined && !model.isRevoked;
  const outcome: Outcome = { row: isUntouched ? 'GrantExpired' : 'CodeAlreadyRedeemed' };
  const isReplayed = model.redeemedAt !== undefined && !model.isRevoked && !isDoubledCallback(model, world);
  return isReplayed ? { calls: ['read', 'commit'], outcome, effect: revoke } : { calls: ['read'], outcome };
}

function isDoubledCallback({ hasChallenge, live, redeemedAt = 0 }: Model, world: Clocks): boolean {
  return hasChallenge && live === 0 && ageOf(redeemedAt, world) <= 10;
}

export function planRefresh(token: HeldToken, model: Model, world: Clocks): Plan {
  if (now(world) >= model.endsAt) return { calls: [], outcome: { row: 'GrantExpired' } };
  const isExpired = now(world) >= token.expiresAt.refresh;
  const mayExchange = model.player.hasRotation && !isExpired;
  const looked = mayExchange ? (['commit', 'read'] as const) : (['read'] as const);
  if (model.isRevoked) return { calls: looked, outcome: { row: 'GrantRevoked' } };
  if (token.generation === model.live) {
    if (mayExchange) {
      const outcome = { generation: model.live + 1 };
      return { calls: ['commit'], outcome, effect: exchange, whenRepeated: ['read'] };
    }
    return { calls: ['read'], outcome: isExpired ? { row: 'GrantExpired' } : { generation: model.live } };
  }
  const isPredecessor = token.generation === model.live - 1;
  if (isPredecessor && ageOf(model.liveSince, world) < model.player.grace) {
    return { calls: looked, outcome: { generation: model.live } };
  }
  return { calls: [...looked, 'commit'], outcome: { row: 'RefreshTokenReused' }, effect: revoke };
}

/** Any token that was issued ends the grant, an old one too. */
export function planRevocation(model: Model): Plan {
  const outcome: Outcome = { isRevoked: true };
  if (model.isRevoked) return { calls: ['commit', 'commit', 'commit'], outcome };
  return { calls: ['commit'], outcome, effect: revoke, whenRepeated: ['commit', 'commit'] };
}

export function planIntrospection(token: HeldToken, kind: TokenKind, model: Model, world: Clocks): Plan {
  if (now(world) >= token.expiresAt[kind]) return { calls: [], outcome: { isActive: false } };
  const isCurrent = kind === 'access' || token.generation === model.live;
  return { calls: ['read'], outcome: { isActive: isCurrent && !model.isRevoked } };
}

function exchange(state: State, clocks: Clocks): void {
  state.live += 1;
  state.liveSince = storeNow(clocks);
}

export function revoke(state: State): void {
  state.isRevoked = true;
}

/** The rows of the grant in the store. */
export function rowsOf({ redeemedAt, isRevoked, live }: State): readonly string[] {
  if (redeemedAt === undefined) return isRevoked ? ['code'] : [];
  return [...(isRevoked ? [] : ['active']), 'code', `gen.${live}`];
}

/** The plan when one of its calls to the store fails: an unknown outcome is 503, and by itself changes nothing. */
export function withFault(plan: Plan, fault: Fault, at: number): Plan {
  if (fault === 'none' || at >= plan.calls.length) return plan;
  const isLast = at === plan.calls.length - 1;
  if (fault === 'repeated') {
    // The second answer of a commit is refused, and what was asked for is so all the same.
    return isLast ? { ...plan, calls: [...plan.calls, ...(plan.whenRepeated ?? [])] } : plan;
  }
  const isApplied = fault === 'answer lost' && isLast;
  return {
    calls: plan.calls.slice(0, at + 1),
    outcome: { row: 'StoreUnavailable' },
    ...(isApplied && plan.effect && { effect: plan.effect }),
  };
}

/** The plan when nothing can be signed: signing comes before the write, and after what is only read. */
export function withoutSigner(plan: Plan): Plan {
  const outcome: Outcome = { row: 'SigningUnavailable' };
  if (plan.calls[0] === 'commit') return { calls: [], outcome };
  return 'generation' in plan.outcome ? { calls: plan.calls, outcome } : plan;
}

/** How long the tokens of an answer live, in seconds. */
export function lifeOf(model: Model, world: Clocks): { access: number; refresh: number } {
  const left = model.endsAt - now(world);
  return { access: Math.min(lifetimes.access, left), refresh: Math.min(lifetimes.refresh, left) };
}

/** What holds of any history, whatever the plans say: undefined, or what does not. */
export function brokenPromise({ told, player }: Pick<Model, 'told' | 'player'>): string | undefined {
  let redemptions = 0;
  let newest = 0;
  let hasEnded = false;
  for (const each of told) {
    if (each.is === 'ended') {
      hasEnded = true;
      continue;
    }
    if (hasEnded) return 'tokens after the end of the grant';
    if (each.of === 'code') redemptions += 1;
    else if (player.hasRotation && each.generation !== each.of + 1) return 'a successor that is not the next';
    else if (!player.hasRotation && each.generation !== each.of) return 'a successor without rotation';
    if (each.generation < newest) return 'a generation that was exchanged before lives again';
    newest = each.generation;
  }
  return redemptions > 1 ? 'a code that was redeemed twice' : undefined;
}
