// `npm run bench -- --profile`: stores a CPU profile of Tessera under load, and prints who spends the time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../build/root.js';
import { profileTessera } from './measure/profile.js';
import { tokenLoad } from './parts/requests.js';
import { groupsOf } from './report/profile-groups.js';

const seconds = process.argv.includes('--quick') ? 3 : 10;

/** Of Tessera's own, of which each costs little. */
const shownFunctions = 12;

const folder = await mkdtemp(join(tmpdir(), 'tessera-bench-'));
try {
  const target = join(root, 'bench', 'out', 'profiles');
  const { file, profile } = await profileTessera(tokenLoad, seconds, folder, target);
  const { groups, own } = groupsOf(profile);
  console.log('Time of `client_credentials`, by who spends it:\n');
  for (const [name, share] of groups) console.log(`${percent(share)}  ${name}`);
  console.log("\nOf Tessera's own functions, with what they make Node.js do:\n");
  for (const [name, share] of [...own].slice(0, shownFunctions)) console.log(`${percent(share)}  ${name}`);
  console.log(`\n${file.slice(root.length + 1)} opens in the developer tools of a browser.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** @param {number} share */
function percent(share) {
  return `${(share * 100).toFixed(1)} %`.padStart(7);
}
