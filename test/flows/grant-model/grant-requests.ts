// What somebody asks in the life of a grant: how it is sent, what the model plans for it, and what an answer tells the model.
import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import { catalogue, type ErrorName, errorNames } from '../../../shared/errors/catalogue.ts';
import { readCode } from '../../../shared/tokens/authorization-code.ts';
import { introspect, noChallenge, redeem, refresh, refreshClaims, revoke } from '../../support/grants.ts';
import { expectRefusal, expectRevoked, expectTokens, type Served, type TestAnswer } from '../../support/request.ts';
import { type TestServer, verifier } from '../../support/server.ts';
import {
  type Clocks,
  type Hand,
  type HeldToken,
  lifeOf,
  type Model,
  type Outcome,
  type Plan,
  planIntrospection,
  planRedemption,
  planRefresh,
  planRevocation,
  type TokenKind,
} from './grant-model.ts';
import { lifetimes, type Player, stranger } from './grant-players.ts';

/** A new grant, with its code issued just now. */
export async function newGrant(server: TestServer, player: Player, hasChallenge: boolean): Promise<Model> {
  const code = await server.issueCode(player.id, hasChallenge ? {} : noChallenge);
  const issuedAt = Math.floor(server.service.clock.now() / 1000);
  return {
    player,
    hasChallenge,
    code,
    grantId: (await readCode(code, server.service)).id,
    codeExpiresAt: issuedAt + lifetimes.code,
    endsAt: issuedAt + lifetimes.grant,
    redeemedAt: undefined,
    isRevoked: false,
    live: 0,
    liveSince: 0,
    held: { client: [], tab: [], thief: [] },
    told: [],
  };
}

/** What is wrong with a request. */
export type Wrong = 'nothing' | 'client' | 'secret' | 'verifier' | 'redirect_uri' | 'resource' | 'scope';

export type Wish =
  | { readonly does: 'redeem'; readonly hand: Hand; readonly wrong: Wrong }
  /** Back: 0 for the newest token that the hand holds. */
  | { readonly does: 'refresh'; readonly hand: Hand; readonly back: number; readonly wrong: Wrong }
  | { readonly does: 'revoke' | 'introspect'; readonly hand: Hand; readonly back: number; readonly kind: TokenKind };

export interface GrantRequest {
  readonly hand: Hand;
  /** What is exchanged. */
  readonly of: 'code' | number;
  /** Of an endpoint that scripts of other origins may call. */
  readonly isCrossOrigin: boolean;
  plan(model: Model, clocks: Clocks): Plan;
  ask(server: Served): Promise<TestAnswer>;
}

type Changes = Readonly<Record<string, string | undefined>>;

/** Parameters that are wrong, and the refusal that they lead to before the store is asked. */
const mistakes: Readonly<Partial<Record<Wrong, readonly [Changes, ErrorName]>>> = {
  client: [{ client_id: stranger.client_id }, 'InvalidGrant'],
  secret: [{ client_secret: 'x'.repeat(32) }, 'InvalidClient'],
  verifier: [{ code_verifier: 'x'.repeat(43) }, 'VerifierMismatch'],
  redirect_uri: [{ redirect_uri: 'https://thief.example' }, 'RedirectUriMismatch'],
  resource: [{ resource: 'https://thief.example' }, 'InvalidResource'],
  scope: [{ scope: 'payments.write' }, 'InvalidScope'],
};

/** Undefined when the hand holds no such token. */
export function requestFor(
  wish: Wish,
  { code, player, hasChallenge, held }: Readonly<Model>,
): GrantRequest | undefined {
  const client_id = player.id;
  const { hand } = wish;
  if (wish.does === 'redeem') {
    const [changes, mistake] = mistakes[wish.wrong] ?? [{}, undefined];
    const form = { client_id, code_verifier: hasChallenge ? verifier : undefined, ...changes };
    return {
      hand,
      of: 'code',
      isCrossOrigin: true,
      plan(model, clocks) {
        // A verifier where there was no challenge is a malformed request.
        const row = mistake === 'VerifierMismatch' && !hasChallenge ? 'MalformedRequest' : mistake;
        // Expiry is looked at last: a second use counts only where everything else is right.
        return row === undefined ? planRedemption(model, clocks) : { calls: [], outcome: { row } };
      },
      ask: (server) => redeem(server, code, form),
    };
  }
  const token = findToken(wish, held);
  if (!token) return undefined;
  if (wish.does === 'refresh') {
    const [changes, row] = mistakes[wish.wrong] ?? [{}, undefined];
    return {
      hand,
      of: token.generation,
      isCrossOrigin: true,
      plan: (model, clocks) => (row ? { calls: [], outcome: { row } } : planRefresh(token, model, clocks)),
      ask: (server) => refresh(server, token.refresh, { client_id, ...changes }),
    };
  }
  const { does, kind } = wish;
  return {
    hand,
    of: token.generation,
    isCrossOrigin: does === 'revoke',
    plan: (model, clocks) =>
      does === 'revoke' ? planRevocation(model) : planIntrospection(token, kind, model, clocks),
    ask: (server) => (does === 'revoke' ? revoke : introspect)(server, token[kind], { client_id }),
  };
}

function findToken({ hand, back }: { hand: Hand; back: number }, held: Model['held']): HeldToken | undefined {
  // A second tab and a thief begin with the token of the client.
  return held[hand].at(-1 - back) ?? held.client.at(-1);
}

/** An answer in the model's words. */
export function outcomeOf({ status, json }: TestAnswer): Outcome {
  if (status === 200 && json.refresh_token) return { generation: refreshClaims(json.refresh_token).generation };
  if (status === 200) return 'active' in json ? { isActive: json.active } : { isRevoked: true };
  const row = errorNames.find((name) => catalogue[name].number === json.error_codes.at(-1));
  return { row: row ?? 'UnexpectedFault' };
}

/** Holds the whole of an answer against an outcome. */
export function expectOutcome(
  answer: TestAnswer,
  { isCrossOrigin }: GrantRequest,
  outcome: Outcome,
  model: Model,
  clocks: Clocks,
): void {
  expect(outcomeOf(answer), answer.text).toEqual(outcome);
  if ('row' in outcome) expectRefusal(answer, outcome.row, /./, { isCrossOrigin });
  if ('isRevoked' in outcome) expectRevoked(answer);
  if (!('generation' in outcome)) return;
  const { access, refresh: life } = lifeOf(model, clocks);
  expectTokens(answer, 'reports.read reports.write', { refreshToken: true, expiresIn: access });
  // By its access token: the second may turn while one is signed after the other.
  const { iat = Number.NaN } = decodeJwt(answer.json.access_token);
  expect(refreshClaims(answer.json.refresh_token).exp - iat).toBe(life);
}

/** What the asker has from now on, and was told. */
export function note({ hand, of }: GrantRequest, { json }: TestAnswer, outcome: Outcome, model: Model): void {
  const hasEnded = 'isRevoked' in outcome || ('row' in outcome && endings.includes(outcome.row));
  if (hasEnded) model.told.push({ is: 'ended' });
  if (!('generation' in outcome)) return;
  const { generation } = outcome;
  const { exp } = refreshClaims(json.refresh_token);
  const expiresAt = { access: decodeJwt(json.access_token).exp ?? Number.NaN, refresh: exp };
  model.held[hand].push({ access: json.access_token, refresh: json.refresh_token, generation, expiresAt });
  model.told.push({ is: 'tokens', of, generation });
}

const endings: readonly ErrorName[] = ['GrantRevoked', 'RefreshTokenReused'];
