// Request objects (RFC 9101), and clients that sign them.
import { SignJWT } from 'jose';
import { newTestKey, type TestKey } from './assertions.ts';
import { issuer } from './server.ts';
import { app, authorizePath } from './sign-in.ts';

export const requestKey = newTestKey('ES256');

/** May sign its requests, and authenticates with a secret. */
export const signing = {
  ...app,
  client_id: 'signing',
  client_name: 'An app that signs',
  jwks: { keys: [requestKey.jwk] },
};

/** Must sign them, and asks users for consent. */
export const strictlySigning = {
  ...signing,
  client_id: 'strictly-signing',
  consent: true,
  require_signed_request_object: true,
};

export interface RequestObjectParts {
  /** In place of those of a good object, or none for undefined. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: TestKey;
}

/** What a good client sends now. @param now seconds since the epoch */
export function signRequest(
  now: number,
  { claims = {}, header = {}, key = requestKey }: RequestObjectParts = {},
): Promise<string> {
  const { searchParams } = new URL(authorizePath({ client_id: signing.client_id }), issuer);
  const good = { ...Object.fromEntries(searchParams), iss: signing.client_id, aud: issuer, iat: now, exp: now + 60 };
  return new SignJWT({ ...good, ...claims })
    .setProtectedHeader({ alg: key.alg, typ: 'oauth-authz-req+jwt', ...header })
    .sign(key.privateKey);
}

export function signedPath(request: string, more: Readonly<Record<string, string>> = {}): string {
  return `/authorize?${new URLSearchParams({ client_id: signing.client_id, request, ...more })}`;
}
