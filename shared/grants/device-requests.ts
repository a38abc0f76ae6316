// Device authorization requests (RFC 8628): each has a partition that its user code names, with the request and the decision.
import { randomBytes } from 'node:crypto';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { namedPartition } from '../store/partition.ts';
import { type Row, type Snapshot, type Store, StoreUnavailableError } from '../store/store.ts';
import type { DeviceDecision, DeviceRequest } from './device-rows.ts';
import { decisionOf, requestOf, valuesOfDecision, valuesOfRequest } from './device-rows.ts';
import { newUserCode } from './user-code.ts';

/** RFC 8628 §5.1: a short life leaves little time to guess. */
export const deviceRequestLifetimeSeconds = 600;

/** RFC 8628 §3.2: the default of clients that ignore `interval`. */
export const pollIntervalSeconds = 5;

/** The clocks of instances differ, so a code may be looked up some time before or after its life. */
const clockToleranceSeconds = 120;

export const deviceRow = 'device';
export const decisionRow = 'decision';

/** The latest poll; of 0 when there was none. Numbers never come again, so that a late poll cannot pass for an early one. */
export function pollRow(count: number): string {
  return `poll.${count}`;
}

const maxAttempts = 5;

export interface DeviceState {
  readonly request: DeviceRequest;
  /** Made once, by one write. */
  readonly decision: DeviceDecision | undefined;
  readonly snapshot: Snapshot;
}

interface DeviceParts {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Stores a request under a user code that no other request of the day has: one round trip, unless codes collide.
 * @throws StoreUnavailableError: the request may be stored, but its codes are not known to anyone
 */
export async function openDeviceRequest(
  asked: Omit<DeviceRequest, 'id' | 'userCode' | 'createdAt' | 'expiresAt'>,
  { store, clock }: DeviceParts,
): Promise<DeviceRequest> {
  const createdAt = seconds(clock);
  const expiresAt = createdAt + deviceRequestLifetimeSeconds;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const userCode = newUserCode();
    const id = partitionOf(userCode, expiresAt);
    const request = { ...asked, id, userCode, createdAt, expiresAt };
    const by = newRowId();
    const values = { ...valuesOfRequest(request), by };
    const changes = [
      { insert: deviceRow, values },
      { insert: pollRow(0), values: { interval: pollIntervalSeconds } },
    ];
    if ((await store.commit(id, changes)) === 'committed') return request;
    // The SDK may have repeated an insert that had succeeded.
    if (find(await store.read(id), deviceRow)?.values.by === by) return request;
  }
  throw new StoreUnavailableError('no user code was free');
}

/**
 * The request that waits for a decision under this code; undefined for an unknown, an expired and a decided one alike. One round
 * trip, or two around midnight (UTC).
 * @throws StoreUnavailableError
 */
export async function findOpenRequest(userCode: string, service: DeviceParts): Promise<DeviceRequest | undefined> {
  const now = seconds(service.clock);
  const earliest = now - clockToleranceSeconds;
  const latest = now + deviceRequestLifetimeSeconds + clockToleranceSeconds;
  const ids = new Set([earliest, latest].map((expiresAt) => partitionOf(userCode, expiresAt)));
  const states = await Promise.all([...ids].map((id) => findDeviceState(id, service)));
  const open = states.filter((state) => state && !state.decision && state.request.expiresAt > now);
  // Of two days, two requests may have one code. Neither can be told from the other.
  return open.length === 1 ? open[0]?.request : undefined;
}

/** In one round trip, expired or not; undefined if there is none, or it was swept. @throws StoreUnavailableError */
export async function findDeviceState(
  id: string,
  { store }: Pick<DeviceParts, 'store'>,
): Promise<DeviceState | undefined> {
  const snapshot = await store.read(id);
  const row = find(snapshot, deviceRow);
  if (!row) return undefined;
  const decision = find(snapshot, decisionRow);
  return { request: requestOf(id, row), decision: decision && decisionOf(decision), snapshot };
}

/** True for exactly one caller, ever, even if the answer to its commit was lost. @throws StoreUnavailableError */
export async function decideDevice(
  id: string,
  decision: DeviceDecision,
  { store }: Pick<DeviceParts, 'store'>,
): Promise<boolean> {
  const by = newRowId();
  const values = { ...valuesOfDecision(decision), by };
  const changes = [{ require: deviceRow }, { insert: decisionRow, values }];
  if ((await store.commit(id, changes)) === 'committed') return true;
  return find(await store.read(id), decisionRow)?.values.by === by;
}

function partitionOf(userCode: string, expiresAt: number): string {
  return namedPartition('device', userCode, utcDay(expiresAt));
}

function newRowId(): string {
  return randomBytes(12).toString('base64url');
}

function find({ rows }: Snapshot, name: string): Row | undefined {
  return rows.find((row) => row.name === name);
}
