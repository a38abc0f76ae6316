import type { Command } from 'commander';
import { openKeyRingPlace } from '../deployment/key-ring-place.ts';
import { addCommand, type JsonOption } from '../terminal/command.ts';
import { print, printJson } from '../terminal/output.ts';
import { requireRing } from './require-ring.ts';
import { keySummaries, ringTable } from './show-ring.ts';

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
  const { read, propagationSeconds } = await openKeyRingPlace();
  const ring = requireRing(await read());
  if (json) printJson(keySummaries(ring, propagationSeconds));
  else print(ringTable(ring, propagationSeconds));
}
