import type { Command } from 'commander';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { keysOf, lineOf, type Retirement, type RingKey, retireKey } from '../../shared/keys/rotation.ts';
import { openKeyRingPlace } from '../deployment/key-ring-place.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { utc } from '../terminal/output.ts';
import { requireRing } from './require-ring.ts';
import { showChange } from './show-ring.ts';

interface Options extends JsonOption {
  readonly now?: boolean;
}

export function addRetire(group: Command): void {
  addCommand(group, {
    usage: 'retire <kid>',
    does: 'Ends the use of a key: an active one gives way to its next, any other is taken out of the ring.',
    examples: ['keys retire 3Wy7Pz…', 'keys retire 3Wy7Pz… --now'],
    notes:
      'A retired key is taken out when nothing made with it can be alive: a signing key after a day and five minutes, a\nsealing master after a year. --now is for a key that has leaked: what was made with it dies.',
  })
    .option('--now', 'takes the key out at once; an active one gets its next or a new one in its place')
    .action(retire);
}

async function retire(kid: string, { json, now: isForced = false }: Options): Promise<void> {
  const place = await openKeyRingPlace();
  const now = seconds(systemClock);
  let text = '';
  let result: object = {};
  const ring = await place.change(async (found) => {
    const before = requireRing(found);
    const key = keysOf(before).find((each) => each.kid === kid);
    const retirement = retireKey(before, kid, await spareFor(key, now), { now, isForced });
    if (!key || 'refused' in retirement) throw new CommandError(refusalText(kid, retirement));
    const { isTakenOut, successor } = retirement;
    text = told(key, isTakenOut, successor, isForced);
    result = { kid, taken_out: isTakenOut, ...(successor !== undefined && { successor }) };
    return retirement.ring;
  });
  showChange(ring, { isSetting: place.isSetting, json }, result, text);
}

function spareFor(key: RingKey | undefined, now: number): Promise<KeyRingRecord> {
  return generateKeyRing(key && 'alg' in key ? [key.alg] : [], now);
}

function refusalText(kid: string, retirement: Retirement): string {
  if (!('refused' in retirement) || retirement.refused === 'unknown') {
    return `There is no key ${kid} in the ring. To see all keys: npm run tessera -- keys list`;
  }
  if (retirement.refused === 'without next') {
    return `The key ${kid} is active and has no next. Make one: npm run tessera -- keys rotate (if ${kid} has leaked: --now).`;
  }
  const until = retirement.until === undefined ? 'nobody knows when' : utc(retirement.until);
  return retirement.refused === 'in use'
    ? `Something made with the key ${kid} may be alive until then: ${until}. If it has leaked, --now takes it out at once.`
    : `The next key is not known everywhere before then: ${until}. If ${kid} has leaked, --now takes it out at once.`;
}

function told(key: RingKey, isTakenOut: boolean, successor: string | undefined, isForced: boolean): string {
  const what = isTakenOut ? `The key ${key.kid} is taken out.` : `The key ${key.kid} is retired.`;
  const next = successor === undefined ? '' : ` ${successor} is active now.`;
  return `${what}${next}${isForced && key.status !== 'next' ? ` ${whatDies(key)}` : ''}`;
}

function whatDies(key: RingKey): string {
  return lineOf(key) === 'sealing'
    ? 'Every code and refresh token that it sealed is refused: those users sign in again.'
    : 'Every token that it signed is refused, by an API as soon as it reads /jwks again (five minutes at most).';
}
