import type { Command } from 'commander';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { nextRotationAt } from '../../shared/keys/next-rotation.ts';
import { openKeyRingPlace } from '../deployment/key-ring-place.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson, utc } from '../terminal/output.ts';
import { requireRing } from './require-ring.ts';
import { keySummaries, ringTable } from './show-ring.ts';

/** As the settings of the service have it. */
const defaultPeriodSeconds = '7776000';

export function addList(group: Command): void {
  addCommand(group, {
    usage: 'list',
    does: 'Lists the keys of the ring, without their secrets.',
    examples: ['keys list', 'keys list --json'],
    notes:
      'A retired key is needed until the time in "needed until": a signing key is published, and a sealing master opens what\nit sealed.',
  }).action(listKeys);
}

async function listKeys({ json }: JsonOption): Promise<void> {
  const { read, propagationSeconds, variables } = await openKeyRingPlace();
  const ring = requireRing(await read());
  if (json) printJson(keySummaries(ring, propagationSeconds));
  else print([ringTable(ring, propagationSeconds), ...nextRotation(ring, propagationSeconds, variables)].join('\n\n'));
}

/** Of a ring that the service rotates by itself. */
function nextRotation(
  ring: KeyRingRecord,
  publicationSeconds: number,
  { KEY_VAULT, KEY_ROTATION_PERIOD = defaultPeriodSeconds }: Variables,
): readonly string[] {
  const periodSeconds = Number(KEY_ROTATION_PERIOD);
  if (KEY_VAULT === undefined || !(periodSeconds > 0)) return [];
  const at = nextRotationAt(ring, [], { periodSeconds, publicationSeconds });
  return [`The service changes the ring by itself ${at === 0 ? 'now' : `after ${utc(at)}`}.`];
}
