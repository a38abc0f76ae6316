// Refreshes with the table store, against what the SDK needs for the same rows.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../build/root.js';
import { startAzurite } from '../measure/azurite.js';
import { dealt, refreshTokensOf } from '../measure/prepare.js';
import { compare } from '../measure/rounds.js';
import { tessera, threeRows } from '../measure/servers.js';
import { user } from '../soak/parties.js';
import { chains, refreshLoad } from './grants.js';

/** @param {import('../measure/rounds.js').Plan} plan */
export async function azurite(plan) {
  const { connectionString, stop } = await startAzurite(plan.folder);
  const env = { GRANTS_STORAGE: connectionString };
  try {
    addUser({ ...env, STORE: 'table', KEYS_FILE: join(plan.folder, 'keys.json') });
    const { chain: _chain, ...bare } = refreshLoad;
    return await compare(
      [
        {
          server: { ...tessera, env: { ...tessera.env, ...env, STORE: 'table' } },
          load: async ({ origin }) => ({
            ...refreshLoad,
            tokens: dealt(await refreshTokensOf(origin, chains), chains),
          }),
        },
        { server: { ...threeRows, env }, load: () => bare },
      ],
      plan,
    );
  } finally {
    await stop();
  }
}

/** `npm start` adds its user only to a store of its own. @param {Readonly<Record<string, string>>} env */
function addUser(env) {
  const args = [join(root, 'out', 'tessera.js'), 'users', 'add', user.username, '--password-stdin'];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    input: user.password,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
