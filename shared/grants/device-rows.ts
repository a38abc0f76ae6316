// The rows of a device authorization request: what is in them, and what is read from them, damaged or not.
import { type Authentication, fullAuthentication, shortAuthentication } from '../base/authentication.ts';
import { isGrantPartition } from '../store/partition.ts';
import type { Row, Values } from '../store/store.ts';

export interface DeviceRequest {
  /** The key of its partition in the store. */
  readonly id: string;
  readonly userCode: string;
  readonly clientId: string;
  /** Of the client: a later registration of the same id must not inherit the request. */
  readonly registration: string;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** What the device calls itself: text from a stranger. */
  readonly deviceName: string | undefined;
  /** Where the request came from, as far as it is known. */
  readonly address: string | undefined;
  /** Seconds since the epoch; likewise expiresAt. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type DeviceDecision = { readonly is: 'denied' } | ({ readonly is: 'allowed' } & AllowedDevice);

export interface AllowedDevice extends Authentication {
  readonly subject: string;
  /** Seconds since the epoch: when the user signed in. */
  readonly authTime: number;
  /** What the page showed, which may be less than was requested. */
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  readonly grantId: string;
  /** Seconds since the epoch: the end of the grant. */
  readonly endsAt: number;
}

export function valuesOfRequest(request: Omit<DeviceRequest, 'id'>): Values {
  return {
    code: request.userCode,
    client: request.clientId,
    registration: request.registration,
    scope: request.scope.join(' '),
    resource: request.resources.join(' '),
    ...(request.deviceName !== undefined && { device: request.deviceName }),
    ...(request.address !== undefined && { address: request.address }),
    created_at: request.createdAt,
    expires_at: request.expiresAt,
  };
}

export function requestOf(id: string, { values }: Row): DeviceRequest {
  return {
    id,
    userCode: String(values.code),
    clientId: String(values.client),
    registration: String(values.registration),
    scope: String(values.scope).split(' '),
    resources: String(values.resource).split(' '),
    deviceName: values.device === undefined ? undefined : String(values.device),
    address: values.address === undefined ? undefined : String(values.address),
    createdAt: timeOf(values.created_at),
    expiresAt: timeOf(values.expires_at),
  };
}

export function valuesOfDecision(decision: DeviceDecision): Values {
  if (decision.is === 'denied') return { is: 'denied' };
  const { acr, amr } = shortAuthentication(decision);
  return {
    is: 'allowed',
    subject: decision.subject,
    auth_time: decision.authTime,
    ...(acr !== undefined && { acr }),
    ...(amr && { amr: amr.join(' ') }),
    scope: decision.scope.join(' '),
    resource: decision.resources.join(' '),
    grant: decision.grantId,
    grant_end: decision.endsAt,
  };
}

/** Fails closed: any other row is a denial. */
export function decisionOf({ values }: Row): DeviceDecision {
  const { is, subject, auth_time: authTime, scope, resource, grant, grant_end: endsAt, acr, amr } = values;
  const isComplete =
    is === 'allowed' &&
    isText(subject) &&
    isTime(authTime) &&
    (acr === undefined || isText(acr)) &&
    (amr === undefined || typeof amr === 'string') &&
    isText(scope) &&
    isText(resource) &&
    typeof grant === 'string' &&
    isGrantPartition(grant) &&
    isTime(endsAt);
  if (!isComplete) return { is: 'denied' };
  const [scopes, resources] = [scope.split(' '), resource.split(' ')];
  const authentication = fullAuthentication({ acr, amr: amr?.split(' ') });
  return { is: 'allowed', subject, authTime, ...authentication, scope: scopes, resources, grantId: grant, endsAt };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Seconds since the epoch, up to the year 9999. */
function isTime(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 253_402_300_799;
}

/** A damaged time is long past. */
function timeOf(value: unknown): number {
  return isTime(value) ? value : 0;
}
