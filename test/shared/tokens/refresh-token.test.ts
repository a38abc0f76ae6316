import { decodeProtectedHeader } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '../../../shared/serving/service.ts';
import { makeRefreshToken, type RefreshToken, readRefreshToken } from '../../../shared/tokens/refresh-token.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { refreshClaims } from '../../support/grants.ts';
import { issuer, openTestService } from '../../support/server.ts';

let clock: TestClock;
let service: Service;
beforeEach(async () => {
  clock = testClock();
  service = await openTestService({ clock });
});

const now = testClock().now() / 1000;

const token: RefreshToken = {
  id: '0-20270219-AAAAAAAAAAAAAAAAAAAAAA',
  generation: 12,
  clientId: 'web',
  subject: 'u_ada',
  scope: ['openid', 'reports.read'],
  jkt: undefined,
  sid: 'DGg2gS0aWbHmHHYUYqGnXQ',
  resources: ['https://reports.example', 'https://files.example'],
  authTime: now - 100,
  endsAt: now + 7_776_000,
  expiresAt: now + 1_209_600,
};

const issued = { ...token, issuedAt: now };

describe('a refresh token', () => {
  it('carries its grant, its generation and everything that may be asked for', async () => {
    expect(await readRefreshToken(await makeRefreshToken(token, service), service)).toEqual(issued);
  });

  it('is a JWT with its own typ and the documented members', async () => {
    const text = await makeRefreshToken(token, service);
    expect(decodeProtectedHeader(text)).toEqual({ typ: 'refresh+jwt', alg: 'HS256', kid: expect.any(String) });
    expect(refreshClaims(text)).toEqual({
      iss: issuer,
      iat: now,
      exp: token.expiresAt,
      grant_id: token.id,
      grant_end: token.endsAt,
      generation: 12,
      client_id: 'web',
      sub: 'u_ada',
      scope: 'openid reports.read',
      resource: token.resources,
      auth_time: token.authTime,
      sid: token.sid,
    });
  });

  it('is read when it has expired, so that its reuse is seen', async () => {
    const text = await makeRefreshToken(token, service);
    clock.advance(365 * 86_400);
    expect(await readRefreshToken(text, service)).toEqual(issued);
  });

  it('is refused by a server with another issuer and the same keys', async () => {
    const text = await makeRefreshToken(token, service);
    const other = await openTestService({ clock, environment: { ISSUER: 'https://other.example' } });
    await expect(readRefreshToken(text, other)).rejects.toMatchObject({ code: 'InvalidGrant' });
  });

  it('is not made while the key that signs it is missing', async () => {
    const ring = await service.keys.current();
    const keyless = { ...service, keys: { current: async () => ({ ...ring, sealingKid: 'gone' }) } };
    await expect(makeRefreshToken(token, keyless)).rejects.toMatchObject({ code: 'SigningUnavailable' });
  });
});
