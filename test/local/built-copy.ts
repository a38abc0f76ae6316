import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface BuiltCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A copy of the build with a separate data folder, since that of the project may be in use. */
export async function copyBuilt(): Promise<BuiltCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-start-'));
  await mkdir(join(folder, 'local'));
  await cp(join(root, 'local', 'demo-clients.json'), join(folder, 'local', 'demo-clients.json'));
  for (const built of ['out', 'dist']) await cp(join(root, built), join(folder, built), { recursive: true });
  // Not the whole node_modules, which may contain Core Tools.
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(root, 'node_modules', 'azurite'), join(folder, 'node_modules', 'azurite'), 'junction');
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
