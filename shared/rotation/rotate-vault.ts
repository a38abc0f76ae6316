// One run of the rotation by itself, on a ring in a vault. Any number may run at once, stall or end half-way: of the versions
// that follow one version only the earliest counts, and a change counts from when the vault stored it.
import { type Clock, seconds } from '../base/clock.ts';
import { ConfigError } from '../base/config-error.ts';
import { parseJson } from '../base/json-file.ts';
import { type RingVersions, VaultError } from '../key-vault/ring-versions.ts';
import { findInForce } from '../key-vault/version-chain.ts';
import {
  findDue,
  linesToMake,
  makeDue,
  type Rotated,
  type RotationRules,
  type TwoTimes,
} from '../keys/due-rotation.ts';
import { generateKeyRing, type KeyRingRecord } from '../keys/key-ring-record.ts';
import { openRing, readRing } from '../keys/keys.ts';
import type { Line } from '../keys/rotation.ts';
import { storedRing } from '../keys/stored-ring.ts';

interface RotationParts {
  readonly versions: RingVersions;
  readonly clock: Clock;
  readonly generate?: typeof generateKeyRing;
}

const label = 'KEY_VAULT';

/**
 * @param required lines that must have an active key, beside those of the ring
 * @returns what is in force now; undefined if nothing was due, or another writer was faster
 * @throws VaultError: the change may have been stored; ConfigError if the ring is wrong
 */
export async function rotateVault(
  required: readonly Line[],
  rules: RotationRules,
  { versions, clock, generate = generateKeyRing }: RotationParts,
): Promise<Rotated | undefined> {
  const { versions: found, vaultTime } = await versions.list();
  const inForce = findInForce(found);
  if (!inForce?.content) throw new ConfigError([`${label}: the vault has no key ring that is enabled`]);
  const { head, content } = inForce;
  const ring = storedRing(readRing(label, parseJson(label, await versions.read(content.id))), content.createdAt);
  const now = seconds(clock);
  const times: TwoTimes = { earlier: Math.min(now, vaultTime), later: Math.max(now, vaultTime) };
  const due = findDue(ring, required, rules, times);
  if (due.length === 0) return undefined;
  const algs = linesToMake(due).flatMap((line) => (line === 'sealing' ? [] : [line]));
  const rotated = makeDue(ring, due, await generate(algs, times.later), times);
  const id = await versions.add(await textOf(rotated.ring), head.id).catch(throwWithRole);
  const after = findInForce((await versions.list()).versions);
  return after?.head.id === id ? rotated : undefined;
}

/** The app may read the ring, or it would not run. */
function throwWithRole(thrown: unknown): never {
  if (!(thrown instanceof VaultError) || thrown.trouble !== 'forbidden') throw thrown;
  const fix = 'give the identity of the app the role Key Vault Secrets Officer on this secret';
  throw new VaultError(`${thrown.message}; ${fix}`, { trouble: 'forbidden' });
}

/** Tested first: with a ring that cannot be used no instance could go on. @throws ConfigError */
async function textOf(ring: KeyRingRecord): Promise<string> {
  await openRing(label, ring, 'http://localhost', []);
  return JSON.stringify(ring);
}
