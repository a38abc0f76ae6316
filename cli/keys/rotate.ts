import { type Command, Option } from 'commander';
import { isCheckout } from '../../local/environment.ts';
import { seconds, systemClock } from '../../shared/base/clock.ts';
import { generateKeyRing, type KeyRingRecord, type SigningAlg } from '../../shared/keys/key-ring-record.ts';
import { idTokenAlg } from '../../shared/keys/keys.ts';
import {
  keyPropagationSeconds,
  type Line,
  linesOf,
  type RotationOptions,
  type RotationStep,
  rotateKeys,
} from '../../shared/keys/rotation.ts';
import * as settingsSchema from '../../shared/settings/settings.schema.json';
import { openKeyRingPlace } from '../deployment/key-ring-place.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { utc } from '../terminal/output.ts';
import { showChange } from './show-ring.ts';

interface Options extends JsonOption {
  readonly alg?: SigningAlg;
  readonly now?: boolean;
  readonly ifMissing?: boolean;
}

// The schema of the settings has this enum.
const { SIGNING_ALG: algSchema } = settingsSchema.schema.properties as {
  readonly SIGNING_ALG: { readonly enum: readonly SigningAlg[] };
};

export function addRotate(group: Command): void {
  addCommand(group, {
    usage: 'rotate',
    does: 'Rotates the keys in two runs: the first creates the next keys, the second makes them active.',
    examples: [
      'keys rotate',
      'keys rotate --alg ES256',
      { environment: 'KEYS_FILE=production-keys.json', command: 'keys rotate' },
      { environment: 'KEYS="$(cat ring.json)"', command: 'keys rotate > next-ring.json' },
    ],
    notes: `Run it twice: the first run adds a next key for each algorithm and for the sealing master; the second, some minutes\nlater, makes them active and retires the old ones. Without a key ring, the first run creates one. With KEYS the command\nprints the new value${isCheckout ? ' (use npm run --silent)' : ''}; give it to every instance before the next run.`,
  })
    .addOption(new Option('--alg <alg>', 'rotate only the signing keys of this algorithm').choices(algSchema.enum))
    .option(
      '--now',
      'make next keys, if there are none, and activate them immediately: verifiers that cache /jwks may refuse tokens for up to five minutes',
    )
    .addOption(
      new Option('--if-missing', 'create the key ring if there is none, and otherwise change nothing').conflicts('now'),
    )
    .action(rotate);
}

async function rotate({ alg, now: isForced = false, ifMissing = false, json }: Options): Promise<void> {
  const place = await openKeyRingPlace();
  const { isSetting, propagationSeconds } = place;
  const now = seconds(systemClock);
  const existing = ifMissing ? await place.read() : undefined;
  if (existing) return showChange(existing, place, { steps: [] }, 'There is a key ring. Nothing was changed.', json);
  let steps: readonly RotationStep[] | undefined;
  const ring = await place.change(async (before) => {
    steps = undefined;
    if (!before) return generateKeyRing([signingAlg(place.variables), idTokenAlg, ...(alg ? [alg] : [])], now);
    const rotated = await step(before, alg, { now, isForced, propagationSeconds });
    steps = rotated.steps;
    return rotated.ring;
  });
  if (!steps) return showChange(ring, place, { steps: [] }, 'There was no key ring, so one has been created.', json);
  const remarks = isForced ? ofRetired(steps) : whenAgain(steps, isSetting);
  showChange(ring, place, { steps }, [...linesOfSteps(steps), ...remarks].join('\n'), json);
}

/** @throws CommandError when nothing can be done yet */
async function step(before: KeyRingRecord, alg: SigningAlg | undefined, options: RotationOptions) {
  const lines: readonly Line[] = alg ? [alg] : linesOf(before);
  const spare = await generateKeyRing(
    lines.flatMap((line) => (line === 'sealing' ? [] : [line])),
    options.now,
  );
  const rotated = rotateKeys(before, lines, spare, options);
  if (rotated.steps.some(({ is }) => is !== 'waiting')) return rotated;
  throw new CommandError([...linesOfSteps(rotated.steps), 'To activate them anyway, use --now.'].join('\n'));
}

/** @throws CommandError */
function signingAlg({ SIGNING_ALG = 'ES256' }: Variables): SigningAlg {
  const found = algSchema.enum.find((each) => each === SIGNING_ALG);
  if (found) return found;
  throw new CommandError(`SIGNING_ALG must be one of ${algSchema.enum.join(', ')}.`);
}

function whenAgain(steps: readonly RotationStep[], isSetting: boolean): readonly string[] {
  const times = steps.flatMap((step) => (step.is === 'made' ? [step.usableAt] : []));
  if (times.length === 0) return [];
  const condition = isSetting
    ? `when every instance has had the new value for ${keyPropagationSeconds / 60} minutes`
    : `after ${utc(Math.max(...times))}`;
  return [`Run keys rotate again ${condition}: by then every verifier knows the next keys.`];
}

/** What `--now` leaves of the old keys. */
function ofRetired(steps: readonly RotationStep[]): readonly string[] {
  return steps.some((step) => step.is === 'activated' && step.retired !== undefined)
    ? ['What the retired keys made stays valid until it expires. If a key leaked, remove it: keys retire KID --now.']
    : [];
}

/** A key that was made active in the same run has one line. */
function linesOfSteps(steps: readonly RotationStep[]): readonly string[] {
  const activated = new Set(steps.flatMap(({ is, kid }) => (is === 'activated' ? [kid] : [])));
  return steps.filter(({ is, kid }) => !(is === 'made' && activated.has(kid))).map(stepLine);
}

function stepLine(step: RotationStep): string {
  const name = lineName(step.line);
  switch (step.is) {
    case 'made':
      return `${name}: ${step.kid} is the next key.`;
    case 'activated':
      return `${name}: ${step.kid} is active now${step.retired === undefined ? '' : `; ${step.retired} is retired`}.`;
    case 'waiting':
      return step.usableAt === undefined
        ? `${name}: the age of the next key ${step.kid} is unknown: it has no created_at.`
        : `${name}: the next key ${step.kid} is not known everywhere before ${utc(step.usableAt)}.`;
  }
}

function lineName(line: Line): string {
  return line === 'sealing' ? 'sealing' : `signing ${line}`;
}
