import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import {
  keysOf,
  lineOf,
  type Retirement,
  type RingKey,
  type RotationOptions,
  retireKey,
} from '../../shared/keys/rotation.ts';
import { openKeyRingPlace } from '../deployment/key-ring-place.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { addCare, type CareOptions, mayGoOn } from '../terminal/care.ts';
import { addCommand } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { utc } from '../terminal/output.ts';
import { requireRing } from './require-ring.ts';
import { showChange } from './show-ring.ts';

interface Options extends CareOptions {
  readonly now?: boolean;
}

export function addRetire(group: Command): void {
  const command = addCommand(group, {
    usage: 'retire <kid>',
    does: 'Stops using a key: an active key is replaced by its next key, any other key is removed from the ring.',
    examples: ['keys retire 3Wy7Pz…', 'keys retire 3Wy7Pz… --now'],
    notes:
      'A retired key can be removed once nothing made with it can still be valid: a signing key after a day and five minutes,\na sealing master after a year. If a key leaked, use --now: everything made with it becomes invalid.',
  }).option('--now', 'remove the key immediately; an active key is replaced by its next key or a new one');
  addCare(command).action(retire);
}

async function retire(kid: string, options: Options): Promise<void> {
  const { json, now: isForced = false } = options;
  const place = await openKeyRingPlace();
  const { propagationSeconds } = place;
  const now = seconds(systemClock);
  // Only a forced removal ends what is still valid.
  const care = { ...options, yes: options.yes || !isForced };
  const consequence = async () =>
    consequenceFor(kid, requireRing(await place.read()), { now, isForced, propagationSeconds });
  if (!(await mayGoOn(care, consequence))) return;
  let text = '';
  let result: object = {};
  const ring = await place.change(async (found) => {
    const before = requireRing(found);
    const key = keysOf(before).find((each) => each.kid === kid);
    const retirement = retireKey(before, kid, await spareFor(key, now), {
      now,
      isForced,
      propagationSeconds,
    });
    if (!key || 'refused' in retirement) throw new CommandError(refusalText(kid, retirement));
    const { isTakenOut, successor } = retirement;
    text = resultText(key, isTakenOut, successor, isForced);
    result = { kid, taken_out: isTakenOut, ...(successor !== undefined && { successor }) };
    return retirement.ring;
  });
  showChange(ring, place, result, text, json);
}

/** @throws CommandError if the key cannot be retired */
async function consequenceFor(kid: string, ring: KeyRingRecord, options: RotationOptions) {
  const key = keysOf(ring).find((each) => each.kid === kid);
  const retirement = retireKey(ring, kid, await spareFor(key, options.now), options);
  if (!key || 'refused' in retirement) throw new CommandError(refusalText(kid, retirement));
  const { isTakenOut, successor } = retirement;
  const known = keysOf(ring).some((each) => each.kid === successor);
  const next = successor === undefined ? '' : ` ${known ? successor : 'A new key'} becomes active.`;
  const ended = options.isForced && key.status !== 'next' ? ` ${consequenceOf(key)}` : '';
  return {
    text: `This ${isTakenOut ? 'removes' : 'retires'} the key ${kid}.${next}${ended}`,
    json: { kid, taken_out: isTakenOut, ...(known && { successor }) },
  };
}

function spareFor(key: RingKey | undefined, now: number): Promise<KeyRingRecord> {
  return generateKeyRing(key && 'alg' in key ? [key.alg] : [], now);
}

function refusalText(kid: string, retirement: Retirement): string {
  if (!('refused' in retirement) || retirement.refused === 'unknown') {
    return `There is no key ${kid} in the ring. To see all keys: ${asTyped('keys list')}`;
  }
  if (retirement.refused === 'without next') {
    return `The key ${kid} is active and has no next key. To create one: ${asTyped('keys rotate')}. If ${kid} leaked, use --now.`;
  }
  const until = retirement.until === undefined ? undefined : utc(retirement.until);
  return retirement.refused === 'in use'
    ? `Something made with the key ${kid} may still be valid${until === undefined ? '' : ` until ${until}`}. If the key leaked, use --now.`
    : `The next key is not known everywhere ${until === undefined ? 'yet' : `before ${until}`}. If ${kid} leaked, use --now.`;
}

function resultText(key: RingKey, isTakenOut: boolean, successor: string | undefined, isForced: boolean): string {
  const what = isTakenOut ? `The key ${key.kid} has been removed.` : `The key ${key.kid} has been retired.`;
  const next = successor === undefined ? '' : ` ${successor} is active now.`;
  return `${what}${next}${isForced && key.status !== 'next' ? ` ${consequenceOf(key)}` : ''}`;
}

function consequenceOf(key: RingKey): string {
  return lineOf(key) === 'sealing'
    ? 'Every code and refresh token that it sealed is refused; those users must sign in again.'
    : 'Every token that it signed is refused; an API does so once it fetches /jwks again, within five minutes.';
}
