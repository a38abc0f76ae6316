// The life of a grant, played by chance against the model of grant-model.ts at service processes on one Azurite,
// whose lines to it fail, and which are killed and restarted. Steps of the clock are for grant-model.test.ts.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fleet, openFleet } from './grant-fleet.ts';
import { fleetCommands, inquiry, opening } from './grant-fleet-commands.ts';
import { brokenPromise, type Model } from './grant-model.ts';
import { patientPlayers } from './grant-players.ts';
import { newGrant } from './grant-requests.ts';

/** Milliseconds: as many lives as there is time for. */
const duration = process.env.LONG ? 180_000 : 15_000;
/** Milliseconds in which a failure is made smaller. */
const shrinking = 60_000;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet(3, patientPlayers);
});
afterAll(() => fleet.close());

// Inside a window much is forgiven: what is wrong shows best without one.
const strict = patientPlayers.filter(({ grace }) => grace === 0);

// Without bias, which makes lives short.
const life = fc.noBias(
  fc.record({
    player: fc.constantFrom(...patientPlayers, ...strict),
    hasChallenge: fc.boolean(),
    opened: fc.option(opening, { freq: 6 }),
    events: fc.commands(fleetCommands, { maxCommands: 20, size: 'max' }),
  }),
);

it(
  'follows the model at several processes, whatever fails between them and the store, and whichever is killed',
  async () => {
    const until = performance.now() + duration;
    while (performance.now() < until) {
      await fc.assert(
        fc.asyncProperty(life, async ({ player, hasChallenge, opened, events }) => {
          let played: Model | undefined;
          await fc.asyncModelRun(async () => {
            const model = await newGrant(fleet.signer, player, hasChallenge);
            await opened?.run(model, fleet);
            played = model;
            return { model, real: fleet };
          }, events);
          if (played && inquiry.check(played)) await inquiry.run(played, fleet);
          expect(played && brokenPromise(played)).toBeUndefined();
        }),
        { numRuns: 1, skipAllAfterTimeLimit: shrinking },
      );
    }
  },
  duration + 2 * shrinking,
);
