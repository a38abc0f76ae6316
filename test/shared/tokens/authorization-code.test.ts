import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Service } from '../../../shared/serving/service.ts';
import { type Agreement, codeLength, issueCode, readCode } from '../../../shared/tokens/authorization-code.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { brief, grantClients } from '../../support/grants.ts';
import { challenge, openTestService } from '../../support/server.ts';

let clock: TestClock;
let service: Service;
beforeEach(async () => {
  clock = testClock();
  service = await openTestService({ clients: grantClients, clock });
});

const now = testClock().now() / 1000;

const agreement: Agreement = {
  subject: 'u_ada',
  scope: ['openid', 'reports.read'],
  resources: ['https://reports.example', 'https://files.example'],
  redirectUri: 'https://web.example/callback?x=ü',
  isRedirectUriSent: true,
  challenge,
  authTime: now - 100,
  nonce: 'n-0S6_WzA2Mj',
};

async function issue(changes: Partial<Agreement> = {}, clientId = 'web'): Promise<string> {
  const client = await service.clients.findClient(clientId);
  if (!client) throw new Error('no such client');
  return issueCode({ ...agreement, ...changes }, client, service);
}

describe('an authorization code', () => {
  it('carries everything that was agreed to', async () => {
    const { redirectUri: _, ...agreed } = agreement;
    expect(await readCode(await issue(), service)).toEqual({
      ...agreed,
      isExpired: false,
      id: expect.stringMatching(/^[0-9a-f]-20270219-[\w-]{22}$/),
      clientId: 'web',
      endsAt: now + 7_776_000,
      redirectUriSha256: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each<Partial<Agreement>>([{ isRedirectUriSent: false }, { challenge: { ...challenge, method: 'plain' } }])(
    'carries what is seldom so: %j',
    async (seldom) => {
      expect(await readCode(await issue(seldom), service)).toMatchObject(seldom);
    },
  );

  it('has the length that is computed before it is issued', async () => {
    const client = await service.clients.findClient('web');
    if (!client) throw new Error('no such client');
    const text = fc.string({ unit: anyCharacter, maxLength: 40 });
    const agreements = fc.record({
      subject: text,
      scope: fc.array(text),
      resources: fc.array(fc.webUrl()),
      redirectUri: fc.webUrl(),
      isRedirectUriSent: fc.boolean(),
      authTime: fc.nat(),
      nonce: text,
    });
    await fc.assert(
      fc.asyncProperty(agreements, async (any) => {
        const code = await issueCode(any, client, service);
        expect(await codeLength(any, client, service)).toBe(code.length);
      }),
      { numRuns: process.env.LONG ? 2000 : 100 },
    );
  });

  it('carries no challenge and no nonce if there was none', async () => {
    const { challenge: _challenge, nonce: _nonce, ...plain } = agreement;
    const client = await service.clients.findClient('web');
    if (!client) throw new Error('no such client');
    const code = await readCode(await issueCode(plain, client, service), service);
    expect(code).not.toHaveProperty('challenge');
    expect(code).not.toHaveProperty('nonce');
  });

  it('begins a grant that ends with the access token if the client may not refresh', async () => {
    const code = await readCode(await issue({}, brief.client_id), service);
    expect(code.endsAt).toBe(now + 60 + 3600);
  });

  it('belongs to a new grant each time', async () => {
    const codes = await Promise.all([issue(), issue()].map(async (code) => readCode(await code, service)));
    expect(codes[0]?.id).not.toBe(codes[1]?.id);
  });

  it('shows the browser only how it is encrypted, by which key', async () => {
    const code = await issue();
    const [header = '', ...parts] = code.split('.');
    const { kid, ...rest } = JSON.parse(Buffer.from(header, 'base64url').toString());
    expect(rest).toEqual({ typ: 'code+jwt', alg: 'dir', enc: 'A256GCM' });
    expect(kid).toMatch(/^[\w-]+\.20261121$/);
    expect(Buffer.from(parts.join(''), 'base64url').toString('latin1')).not.toMatch(/u_ada|reports|web/);
    expect(code).toMatch(/^[\x21-\x7e]+$/);
  });

  it('lives for 60 seconds to the second', async () => {
    const code = await issue();
    clock.advance(59.999);
    await expect(readCode(code, service)).resolves.toMatchObject({ clientId: 'web', isExpired: false });
    clock.advance(0.001);
    await expect(readCode(code, service)).resolves.toMatchObject({ clientId: 'web', isExpired: true });
  });

  it.each([
    ['redeemed after midnight', 59],
    ['redeemed by an instance whose clock is behind, before midnight', -59],
  ])('lives across midnight: %s', async (_what, seconds) => {
    const midnight = Date.UTC(2026, 10, 22) / 1000 - now;
    clock.advance(seconds > 0 ? midnight - 1 : midnight);
    const code = await issue();
    clock.advance(seconds);
    await expect(readCode(code, service)).resolves.toMatchObject({ clientId: 'web' });
  });

  it('is readable for as long as its grant may live, and no longer', async () => {
    const code = await issue();
    clock.advance(365 * 86_400);
    await expect(readCode(code, service)).resolves.toMatchObject({ clientId: 'web', isExpired: true });
    clock.advance(86_400);
    await expect(readCode(code, service)).rejects.toMatchObject({ code: 'InvalidGrant' });
  });

  it('is not readable by a server of another issuer with the same keys', async () => {
    const code = await issue();
    const other = await openTestService({ clients: grantClients, clock, environment: { ISSUER: 'https://b.example' } });
    await expect(readCode(code, other)).rejects.toMatchObject({ code: 'InvalidGrant' });
  });

  it('is not made while the key that seals is missing, and the cause goes to the log', async () => {
    const ring = await service.keys.current();
    const sealless = { ...service, keys: { current: async () => ({ ...ring, sealingKid: 'gone' }) } };
    const client = await service.clients.findClient('web');
    if (!client) throw new Error('no such client');
    await expect(issueCode(agreement, client, sealless)).rejects.toMatchObject({ code: 'SigningUnavailable' });
  });

  it('lets a fault of the server through as a fault, not as a bad code', async () => {
    const code = await issue();
    const ring = await service.keys.current();
    const broken = { ...ring, derivedKey: () => Promise.reject(new TypeError('out of memory')) };
    const faulty = { ...service, keys: { current: async () => broken } };
    await expect(readCode(code, faulty)).rejects.toBeInstanceOf(TypeError);
  });
});
