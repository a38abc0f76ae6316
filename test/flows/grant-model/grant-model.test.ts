// The life of a grant, played by chance against the model of grant-model.ts, over HTTP.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redeem, refresh } from '../../support/grants.ts';
import { expectRefusal, expectTokens } from '../../support/request.ts';
import { begin, commands, plainRedemption } from './grant-commands.ts';
import { brokenPromise, type Model } from './grant-model.ts';
import { lifetimes, players } from './grant-players.ts';
import { openWorld, pass, rewind, type World } from './grant-world.ts';

const isLong = Boolean(process.env.LONG);
const scope = 'reports.read reports.write';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.server.close());

describe('the life of a grant', () => {
  const life = fc.record({
    player: fc.constantFrom(...players),
    hasChallenge: fc.boolean(),
    isRedeemed: fc.constantFrom(true, true, false),
    events: fc.commands(commands, { maxCommands: 30, size: 'max' }),
  });

  it('follows the model for every caller, failure and step of the clock', async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ player, hasChallenge, isRedeemed, events }) => {
        let played: Model | undefined;
        await fc.asyncModelRun(async () => {
          const model = await begin(world, player, hasChallenge);
          if (isRedeemed) await plainRedemption.run(model, world);
          played = model;
          return { model, real: world };
        }, events);
        expect(played && brokenPromise(played)).toBeUndefined();
      }),
      { numRuns: isLong ? 3_000 : 150 },
    );
  });
});

describe('a thief with a refresh token', () => {
  const theft = fc.record({
    /** Exchanges before the theft. */
    before: fc.nat(3),
    /** Seconds between the exchanges of the one who goes on: the thief, or the client while the thief waits. */
    pauses: fc.array(fc.integer({ min: 0, max: lifetimes.refresh - 1 }), { minLength: 1, maxLength: 5 }),
    /** Seconds until the other one comes back. */
    sleep: fc.nat(lifetimes.refresh * 2),
  });

  it('is detected when the other party refreshes outside the window, however long it was inactive', async () => {
    const asRotating = { client_id: 'rotating' };
    await fc.assert(
      fc.asyncProperty(theft, async ({ before, pauses, sleep }) => {
        fc.pre(pauses.length > 1 || sleep >= 30);
        fc.pre(pauses.reduce((sum, pause) => sum + pause, sleep) < lifetimes.grant);
        rewind(world);
        const next = async (token: string) => {
          const answer = await refresh(world.server, token, asRotating);
          expectTokens(answer, scope, { refreshToken: true, expiresIn: expect.any(Number) });
          return answer.json.refresh_token as string;
        };
        const code = await world.server.issueCode('rotating');
        let shared: string = (await redeem(world.server, code, asRotating)).json.refresh_token;
        for (let times = 0; times < before; times += 1) shared = await next(shared);

        const chain = [shared];
        for (const pause of pauses) {
          pass(world, pause);
          chain.push(await next(chain.at(-1) ?? ''));
        }
        pass(world, sleep);
        const comesBack = await refresh(world.server, shared, asRotating);
        expectRefusal(comesBack, 'RefreshTokenReused', 'Its grant is now revoked');
        for (const token of chain) {
          expectRefusal(await refresh(world.server, token, asRotating), 'GrantRevoked', 'has been revoked');
        }
      }),
      { numRuns: isLong ? 5_000 : 60 },
    );
  });
});
