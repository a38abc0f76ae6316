import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const infra = join(import.meta.dirname, '..', '..', 'infra');

export interface PredictedResource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Snapshot {
  readonly predictedResources: readonly PredictedResource[];
  readonly diagnostics: readonly unknown[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** What the Bicep compiler says that a deployment makes; `npm run test:infra` holds it to the templates. */
export async function readSnapshot(name: 'default' | 'everything'): Promise<Snapshot> {
  return JSON.parse(await readFile(join(infra, 'snapshots', `${name}.snapshot.json`), 'utf8'));
}

export function ofType(snapshot: Snapshot, type: string): readonly PredictedResource[] {
  return snapshot.predictedResources.filter((resource) => resource.type === type);
}

/** All members at any depth, with their paths. */
export function* membersOf(value: unknown, path = ''): Generator<readonly [path: string, value: unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield [`${path}/${name}`, member];
    yield* membersOf(member, `${path}/${name}`);
  }
}
