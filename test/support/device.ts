// A device that signs in, and a person who decides about it on the pages.
import { expect } from 'vitest';
import type { Person, Place } from './person.ts';
import { postForm, type Served, type TestAnswer } from './request.ts';
import { adaPassword } from './users.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Public, without a browser. */
export const tv = {
  client_id: 'tv',
  client_name: 'Films at home',
  token_endpoint_auth_method: 'none',
  grant_types: [deviceGrant, 'refresh_token'],
  scope: 'openid profile reports.read reports.write',
  default_scope: 'reports.read',
  resource: ['https://reports.example', 'https://files.example'],
};

const otherTv = { ...tv, client_id: 'other-tv' };

export const printerSecret = 'a-secret-of-the-printer-in-the-hall';

/** Confidential. */
export const printer = {
  ...tv,
  client_id: 'printer',
  client_secret: printerSecret,
  token_endpoint_auth_method: 'client_secret_post',
};

export const deviceClients = [tv, otherTv, printer];

export interface DeviceCodes {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly page: string;
}

type Form = Readonly<Record<string, string>>;
type HeaderLines = Readonly<Record<string, string>>;

export function askForCodes(server: Served, form: Form = {}, headers: HeaderLines = {}): Promise<TestAnswer> {
  return postForm(server, '/device_authorization', { client_id: 'tv', ...form }, headers);
}

export async function beginDevice(server: Served, form: Form = {}, headers: HeaderLines = {}): Promise<DeviceCodes> {
  const { status, text, json } = await askForCodes(server, form, headers);
  expect(status, text).toBe(200);
  return { deviceCode: json.device_code, userCode: json.user_code, page: json.verification_uri_complete };
}

export function poll(server: Served, deviceCode: string, form: Form = {}): Promise<TestAnswer> {
  return postForm(server, '/token', { grant_type: deviceGrant, client_id: 'tv', device_code: deviceCode, ...form });
}

/** Enters the code, and signs in if the browser has no session; otherwise continues with it. Ends at the question. */
export async function enterCode(person: Person, userCode: string, headers: HeaderLines = {}): Promise<Place> {
  const page = await person.open('/device', headers);
  const next = await person.submit(page, 'Continue', { user_code: userCode });
  if (!/name="(?:password|account)"/.test(next.text)) return next;
  return next.text.includes('value="continue"')
    ? person.submit(next, /^Continue as/)
    : person.submit(next, 'Sign in', { username: 'ada', password: adaPassword });
}

export async function decide(person: Person, userCode: string, decision: 'Allow' | 'Deny'): Promise<Place> {
  return person.submit(await enterCode(person, userCode), decision);
}
