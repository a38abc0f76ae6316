// The clients whose grants are played through.
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import { web } from '../../support/clients.ts';

/** Seconds. */
export const lifetimes = { code: 60, access: 60, refresh: 600, grant: 3600 };

export const stranger = { ...web, client_id: 'stranger' };

const short = {
  ...web,
  access_token_lifetime: lifetimes.access,
  refresh_token_lifetime: lifetimes.refresh,
  grant_lifetime: lifetimes.grant,
};

export interface Player {
  readonly id: string;
  readonly hasRotation: boolean;
  /** Seconds. */
  readonly grace: number;
}

export const players: readonly Player[] = [
  { id: 'rotating', hasRotation: true, grace: 30 },
  { id: 'strict', hasRotation: true, grace: 0 },
  { id: 'keeping', hasRotation: false, grace: 30 },
];

/** Their windows are shut, or outlast the test: where time can't be stepped, both sides of a limit are known still. */
export const patientPlayers: readonly Player[] = [
  { id: 'patient', hasRotation: true, grace: 300 },
  { id: 'strict', hasRotation: true, grace: 0 },
  { id: 'keeping', hasRotation: false, grace: 300 },
];

/** The records of the players, and of a client that none of their grants is for. */
export function recordsOf(some: readonly Player[]): readonly ClientRecord[] {
  const records = some.map(({ id, hasRotation, grace }) => ({
    ...short,
    client_id: id,
    refresh_token_rotation: hasRotation,
    refresh_token_grace: grace,
  }));
  return [...records, stranger];
}
