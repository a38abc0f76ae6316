// Pushed authorization requests (RFC 9126): stored under a reference that works once, for 90 seconds.
import { randomBytes } from 'node:crypto';
import { type Clock, seconds, utcDay } from '../shared/base/clock.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Keys } from '../shared/keys/keys.ts';
import { openJwt, sealJwt } from '../shared/keys/sealed-jwt.ts';
import { namedPartition } from '../shared/store/partition.ts';
import type { Row, Store } from '../shared/store/store.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import * as schema from './authorize.schema.json';
import { definedParameters } from './read-request.ts';

/** RFC 9126 §2.2. */
const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:';

export const requestLifetimeSeconds = 90;

/** The clocks of instances and store differ, so a row outlives its request. */
const clockToleranceSeconds = 120;

/** Rows of the partition: `explain` tells by their names what would be written. */
export const requestRow = 'request';
export const takenRow = 'taken';

/** The last day of the partition, and 256 random bits. */
const referencePattern = /^(\d{8})-[\w-]{43}$/;

export interface PushedRequest {
  readonly parameters: AuthorizationParameters;
  /** The registration of the client that pushed it. */
  readonly registration: string;
  readonly partition: string;
}

/** What is encrypted: all that is used of the row later. */
interface SealedRequest {
  readonly reference: string;
  readonly registration: string;
  readonly is_signed: boolean;
  readonly sent: Omit<AuthorizationParameters, 'protectedBy'>;
}

export function isPushedUri(requestUri: string): boolean {
  return requestUri.startsWith(requestUriPrefix);
}

interface PushParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly keys: Keys;
}

/**
 * Stores a checked request, sealed: its parameters may contain an ID token, and what a user is about to do.
 * @returns its `request_uri` @throws OAuthError SigningUnavailable; StoreUnavailableError
 */
export async function pushRequest(
  { parameters, client }: AuthorizationRequest,
  { store, clock, keys }: PushParts,
): Promise<string> {
  const day = utcDay(seconds(clock) + requestLifetimeSeconds + clockToleranceSeconds);
  const reference = `${day}-${randomBytes(32).toString('base64url')}`;
  const { protectedBy = [], ...sent } = parameters;
  const { registration } = client;
  const sealed: SealedRequest = { reference, registration, is_signed: protectedBy.includes('signature'), sent };
  const values = {
    client: client.id,
    sealed: await sealJwt('request', { ...sealed }, utcDay(seconds(clock)), await keys.current()),
  };
  // No other request has this reference: a refusal means that the SDK repeated an insert that had succeeded.
  await store.commit(partitionOf(reference, day), [{ insert: requestRow, values }]);
  return `${requestUriPrefix}${reference}`;
}

/**
 * Reads the request, in one round trip, and changes nothing.
 * @throws OAuthError InvalidRequestUri if it is unknown, expired, used, or of another client (RFC 9126 §4); StoreUnavailableError
 */
export async function openPushedRequest(
  requestUri: string,
  clientId: string,
  { store, ...parts }: PushParts,
): Promise<PushedRequest> {
  const reference = requestUri.slice(requestUriPrefix.length);
  const [, day] = referencePattern.exec(reference) ?? [];
  if (day === undefined) throw unknown();
  const partition = partitionOf(reference, day);
  const { rows, readAt } = await store.read(partition);
  const request = rows.find(({ name }) => name === requestRow);
  if (!request) throw unknown();
  if (request.values.client !== clientId) throw invalid('was pushed by another client');
  if (rows.some(({ name }) => name === takenRow)) throw used();
  // Both times are the store's.
  if (readAt - request.insertedAt >= requestLifetimeSeconds * 1000) throw unknown();
  const { parameters, registration } = await openSealed(request, reference, parts);
  if (parameters.client_id !== clientId) throw unknown();
  return { parameters, registration, partition };
}

/** Resolves for exactly one caller, on any instance. @throws OAuthError InvalidRequestUri; StoreUnavailableError: it may be used */
export async function usePushedRequest(
  { partition }: PushedRequest,
  { store }: { readonly store: Store },
): Promise<void> {
  const by = randomBytes(12).toString('base64url');
  if ((await store.commit(partition, [{ insert: takenRow, values: { by } }])) === 'committed') return;
  // The SDK may have repeated an insert that had succeeded.
  const { rows } = await store.read(partition);
  if (!rows.some(({ name, values }) => name === takenRow && values.by === by)) throw used();
}

/** A row that is damaged, or a copy of another one, is as good as none. */
async function openSealed(
  { values: { sealed } }: Row,
  reference: string,
  { clock, keys }: Omit<PushParts, 'store'>,
): Promise<Omit<PushedRequest, 'partition'>> {
  const now = seconds(clock);
  const days = [now - 2 * clockToleranceSeconds, now, now + clockToleranceSeconds].map(utcDay);
  const opened = await openJwt('request', String(sealed), days, await keys.current());
  if (opened?.reference !== reference) throw unknown();
  // Sealed here, but maybe by another version.
  const { sent, registration, is_signed: isSigned } = opened as Partial<SealedRequest>;
  if (!schema.validate(sent) || typeof registration !== 'string') throw unknown();
  const own = Object.entries(sent).filter(([name]) => definedParameters.names.has(name));
  const protectedBy = isSigned === true ? (['push', 'signature'] as const) : (['push'] as const);
  return { parameters: { ...Object.fromEntries(own), protectedBy }, registration };
}

function partitionOf(reference: string, day: string): string {
  return namedPartition('request', reference, day);
}

function unknown(): OAuthError {
  return invalid(`is unknown, or older than ${requestLifetimeSeconds} seconds`);
}

function used(): OAuthError {
  return invalid('has been used. It works once');
}

export function otherRegistration(): OAuthError {
  return invalid('was pushed before the client was registered again');
}

function invalid(why: string): OAuthError {
  return new OAuthError('InvalidRequestUri', `The request_uri ${why}. Push the request again.`);
}
