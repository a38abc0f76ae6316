// The sessions of a user, played by chance against the model of session-model.ts, over HTTP at two instances.
import fc from 'fast-check';
import { afterAll, beforeAll, it } from 'vitest';
import { commands, firstSignIn } from './session-commands.ts';
import { newModel } from './session-model.ts';
import { openSessionWorld, type World } from './session-world.ts';

const isLong = Boolean(process.env.LONG);

let world: World;
beforeAll(async () => {
  world = await openSessionWorld();
});
afterAll(() => world.close());

it('sessions, consents and their ends follow the model at every instance', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 30, size: 'max' }), async (events) => {
      await world.restart();
      await fc.asyncModelRun(async () => {
        const model = newModel(Math.floor(world.clock.now() / 1000));
        await firstSignIn.run(model, world);
        return { model, real: world };
      }, events);
    }),
    { numRuns: isLong ? 300 : 20 },
  );
});
