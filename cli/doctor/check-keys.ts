import { isCheckout } from '../../local/environment.ts';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { isLoopback } from '../../shared/base/loopback.ts';
import { unresolvedReference } from '../../shared/base/unresolved-reference.ts';
import { findOpenMode } from '../../shared/keys/file-mode.ts';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { keysOf, lineOf, neededUntil, type RingKey, usableAt } from '../../shared/keys/rotation.ts';
import { openRing } from '../deployment/checked-ring.ts';
import type { KeyRingPlace } from '../deployment/key-ring-place.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import { messageOf } from '../terminal/exit-codes.ts';
import { utc } from '../terminal/output.ts';
import type { Finding } from './finding.ts';
import { vaultFinding } from './vault-finding.ts';

export interface KeyCheck {
  readonly findings: readonly Finding[];
  readonly ring: KeyRingRecord | undefined;
  /** Algorithms that clients need, each with what it signs. */
  readonly neededAlgs: ReadonlyMap<string, string>;
}

/** Thirty days. */
const forgottenAfterSeconds = 2_592_000;

export async function checkKeys(
  variables: Variables,
  neededAlgs: KeyCheck['neededAlgs'],
  openPlace: () => Promise<KeyRingPlace>,
): Promise<Pick<KeyCheck, 'findings' | 'ring'>> {
  const { KEYS, KEYS_FILE, KEY_VAULT } = variables;
  // checkSettings reports this: it is not clear which ring is meant.
  if ([KEYS, KEYS_FILE, KEY_VAULT].filter((each) => each !== undefined).length !== 1)
    return { findings: [], ring: undefined };
  // checkSettings reports this as well; the ring itself may be sound.
  if (unresolvedReference('KEYS', KEYS ?? '') !== undefined) return { findings: [], ring: undefined };
  const ring = await read(variables, openPlace);
  if (ring === undefined) return { findings: [missing(variables)], ring };
  if ('check' in ring) return { findings: [ring], ring: undefined };
  const problems = await openRing(ring);
  if (problems.length > 0) return { findings: problems.map((problem) => broken(problem, variables)), ring: undefined };

  const { SIGNING_ALG = 'ES256' } = variables;
  const active = ring.signing.filter(({ status }) => status === 'active').map(({ alg }) => alg);
  const uses = new Map([...neededAlgs, [SIGNING_ALG, 'access tokens']]);
  const lacking = [...uses].filter(([alg]) => !active.some((each) => each === alg));
  const findings: readonly Finding[] = [
    ...(await openFile(variables)),
    { check: 'keys', is: 'ok', what: `the ring can be used; active keys for ${active.join(', ')}` },
    ...lacking.map(
      ([alg, use]): Finding => ({
        check: 'keys',
        is: 'wrong',
        what: `there is no active key for ${alg} (${use})`,
        todo: `run keys rotate --alg ${alg} twice, six minutes apart`,
      }),
    ),
    ...(isRotatedByItself(variables) ? [] : keysOf(ring).flatMap((key) => hints(key, seconds(systemClock)))),
  ];
  return { findings, ring };
}

/** Nothing is left to the operator then. */
function isRotatedByItself({ KEY_VAULT, KEY_ROTATION_PERIOD }: Variables): boolean {
  return KEY_VAULT !== undefined && Number(KEY_ROTATION_PERIOD ?? 1) !== 0;
}

/** Skipped on the mounts of Azure, which show 0777 for all files. */
async function openFile({ KEYS, KEYS_FILE, WEBSITE_INSTANCE_ID }: Variables): Promise<readonly Finding[]> {
  if (KEYS !== undefined || KEYS_FILE === undefined || WEBSITE_INSTANCE_ID !== undefined) return [];
  const mode = await findOpenMode(KEYS_FILE);
  if (mode === undefined) return [];
  return [
    {
      check: 'keys',
      is: 'hint',
      what: `${KEYS_FILE} is open to other users of this machine (mode ${mode})`,
      todo: 'give access only to the service and its operators: chmod 600, or 640 with their group',
    },
  ];
}

async function read(
  variables: Variables,
  openPlace: () => Promise<KeyRingPlace>,
): Promise<KeyRingRecord | Finding | undefined> {
  try {
    return await (await openPlace()).read();
  } catch (thrown) {
    const refused = variables.KEY_VAULT === undefined ? undefined : vaultFinding(thrown, variables.KEY_VAULT);
    return refused ?? broken(messageOf(thrown).replaceAll('\n', ' '), variables);
  }
}

/** `keys rotate` refuses an invalid ring. */
function broken(what: string, { KEYS, KEY_VAULT }: Variables): Finding {
  if (KEY_VAULT !== undefined) {
    const todo =
      'make the vault readable; if its newest version is wrong, disable that version: the one before it counts';
    return { check: 'keys', is: 'wrong', what, todo };
  }
  const isClosed = what.includes(' cannot be read (');
  const away = KEYS === undefined ? 'move that file away' : 'unset KEYS';
  const todo = isClosed
    ? 'give this user read access to the file, or set KEYS_FILE to another file'
    : `restore the ring from your vault. If there is no copy, ${away} and run keys rotate: everything made with the old keys is then refused`;
  return { check: 'keys', is: 'wrong', what, todo };
}

function missing({ ISSUER = '' }: Variables): Finding {
  const what = 'there is no key ring';
  return URL.canParse(ISSUER) && isLoopback(ISSUER)
    ? {
        check: 'keys',
        is: 'hint',
        what,
        todo: isCheckout ? 'run npm start or keys rotate to create one' : 'run keys rotate to create one',
      }
    : { check: 'keys', is: 'wrong', what, todo: 'run keys rotate to create one' };
}

function hints(key: RingKey, now: number): readonly Finding[] {
  const name = `${lineOf(key)} ${key.kid}`;
  if (key.status === 'next') return nextHint(key, name, now);
  const until = neededUntil(key);
  const isOver = key.status === 'retired' && until !== undefined && now >= until;
  return isOver
    ? [{ check: 'keys', is: 'hint', what: `${name} is no longer needed`, todo: `run keys retire ${key.kid}` }]
    : [];
}

function nextHint(key: RingKey, name: string, now: number): readonly Finding[] {
  const at = usableAt(key);
  if (at !== undefined && now < at) {
    return [{ check: 'keys', is: 'ok', what: `${name} is next, and can be made active after ${utc(at)}` }];
  }
  const isForgotten = at !== undefined && now >= at + forgottenAfterSeconds;
  const what = `${name} is next${isForgotten ? ' for more than thirty days' : ''}, and can be made active`;
  return [{ check: 'keys', is: 'hint', what, todo: 'run keys rotate' }];
}
