// A copy of the build with the clients of the load in place of the demo clients, so that a run leaves the data of this checkout
// as it is.
import { cpSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../build/root.js';
import { clients } from '../soak/parties.js';

/** Every server of the bench signs with ES256. */
const signing = clients.map((client) =>
  client.client_id === 'app' ? { ...client, id_token_signed_response_alg: 'ES256' } : client,
);

/** @param {string} folder that does not exist yet @returns {Promise<string>} `folder` */
export async function copyBuild(folder) {
  await mkdir(join(folder, 'local'), { recursive: true });
  for (const name of ['out', 'dist', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'local', 'demo-clients.json'), JSON.stringify(signing));
  return folder;
}
