// The life of a grant as docs/design.md has it, in a few variables: what a request must answer, how often it may ask the
// store, and what it changes. The commands of test/flows/grant-model.test.ts hold the server against it.
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import type { Fault } from './faulty-store.ts';
import { lifetimes, type Player, type World } from './grant-world.ts';

/** Who may hold tokens of the grant: the client, a second tab of it, and a thief. */
export const hands = ['client', 'tab', 'thief'] as const;
export type Hand = (typeof hands)[number];

export interface HeldToken {
  readonly text: string;
  readonly generation: number;
  /** Seconds since the epoch, by the clock of the instance. */
  readonly expiresAt: number;
}

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

type Outcome = { readonly generation: number } | { readonly row: ErrorName };

/** What a request does: its last call to the store is the one that changes something, if any does. */
export interface Plan {
  readonly calls: readonly ('commit' | 'read')[];
  readonly outcome: Outcome;
  readonly effect?: (model: Model, world: World) => void;
}

const now = ({ clock }: World) => Math.floor(clock.now() / 1000);
const storeNow = ({ storeClock }: World) => storeClock.now() / 1000;
const ageOf = (since: number, world: World) => Math.max(0, storeNow(world) - since);

export function planRedemption(model: Model, world: World): Plan {
  if (now(world) >= model.codeExpiresAt) return { calls: [], outcome: { row: 'GrantExpired' } };
  if (model.isRevoked) return { calls: ['commit', 'read'], outcome: { row: 'CodeAlreadyRedeemed' } };
  if (model.redeemedAt === undefined) {
    return {
      calls: ['commit'],
      outcome: { generation: 0 },
      effect(changed) {
        changed.redeemedAt = storeNow(world);
        changed.liveSince = changed.redeemedAt;
      },
    };
  }
  const isDoubledCallback = model.hasChallenge && model.live === 0 && ageOf(model.redeemedAt, world) <= 10;
  const outcome: Outcome = { row: 'CodeAlreadyRedeemed' };
  return isDoubledCallback
    ? { calls: ['commit', 'read'], outcome }
    : { calls: ['commit', 'read', 'commit'], outcome, effect: revoke };
}

export function planRefresh(token: HeldToken, model: Model, world: World): Plan {
  if (now(world) >= model.endsAt) return { calls: [], outcome: { row: 'GrantExpired' } };
  const isExpired = now(world) >= token.expiresAt;
  const mayExchange = model.player.hasRotation && !isExpired;
  const looked = mayExchange ? (['commit', 'read'] as const) : (['read'] as const);
  if (model.isRevoked) return { calls: looked, outcome: { row: 'GrantRevoked' } };
  if (token.generation === model.live) {
    if (mayExchange) return { calls: ['commit'], outcome: { generation: model.live + 1 }, effect: exchange };
    return { calls: ['read'], outcome: isExpired ? { row: 'GrantExpired' } : { generation: model.live } };
  }
  const isPredecessor = token.generation === model.live - 1;
  if (isPredecessor && ageOf(model.liveSince, world) < model.player.grace) {
    return { calls: looked, outcome: { generation: model.live } };
  }
  return { calls: [...looked, 'commit'], outcome: { row: 'RefreshTokenReused' }, effect: revoke };
}

function exchange(model: Model, world: World): void {
  model.live += 1;
  model.liveSince = storeNow(world);
}

export function revoke(model: Model): void {
  model.isRevoked = true;
}

/** The plan when one of its calls to the store fails: an unknown outcome is 503, and by itself changes nothing. */
export function withFault(plan: Plan, fault: Fault, at: number): Plan {
  if (fault === 'none' || at >= plan.calls.length) return plan;
  const isLast = at === plan.calls.length - 1;
  if (fault === 'repeated') {
    // The second answer is refused; the rows say whose the first was.
    const isOwnCommit = isLast && plan.calls[at] === 'commit' && 'generation' in plan.outcome;
    return isOwnCommit ? { ...plan, calls: [...plan.calls, 'read'] } : plan;
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
export function lifeOf(model: Model, world: World): { access: number; refresh: number } {
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
