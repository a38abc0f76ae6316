import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Azurite, startAzurite } from '../../local/azurite.ts';

/** A real Azurite, empty, for one test file; its folder goes with it. */
export async function startTestAzurite(): Promise<Azurite> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-azurite-'));
  const azurite = await startAzurite(folder);
  return {
    ...azurite,
    async close() {
      await azurite.close();
      await rm(folder, { recursive: true });
    },
  };
}
