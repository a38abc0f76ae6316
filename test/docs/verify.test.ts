// docs/verify.md: both ways for Express run as they are written, against what `npm start` starts, with tokens of every kind.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { base64url, decodeJwt, exportSPKI, importJWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { freePort, openPrograms, type Programs, startServiceOf } from '../support/programs.ts';

const root = join(import.meta.dirname, '..', '..');
const page = await readFile(join(root, 'docs', 'verify.md'), 'utf8');

let cli: CommandLine;
let url = '';
let tokens: Readonly<Record<string, string>> = {};
let programs: Programs;

/** Tokens as the service signs them, and as it never would. */
async function makeTokens(): Promise<Readonly<Record<string, string>>> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'reports.read',
    client_id: 'demo-job',
    client_secret: 'demo-job-secret-for-local-use-only',
  });
  const answer = await fetch(`${url}/token`, { method: 'POST', body });
  const { access_token: good }: { readonly access_token: string } = JSON.parse(await answer.text());
  const ring: KeyRingRecord = JSON.parse(await readFile(join(cli.folder, '.data', 'keys.json'), 'utf8'));
  const active = ring.signing.find(({ alg, status }) => alg === 'ES256' && status === 'active');
  if (!active) throw new Error('the ring has a key for ES256');
  const key = await importJWK(active.key, 'ES256');
  const header = { typ: 'at+jwt', alg: 'ES256', kid: active.kid };
  const sign = (claims: JWTPayload, changed: Readonly<Record<string, string>> = {}) =>
    new SignJWT(claims).setProtectedHeader({ ...header, ...changed }).sign(key);
  const claims = decodeJwt(good);
  const [head = '', payload = '', signature = ''] = good.split('.');
  const part = (value: unknown) => base64url.encode(JSON.stringify(value));
  const { d: _private, ...publicJwk } = active.key;
  const publicKey = await importJWK(publicJwk, 'ES256', { extractable: true });
  if (publicKey instanceof Uint8Array) throw new Error('it is no secret');
  const spki = await exportSPKI(publicKey);
  return {
    good,
    'for userinfo too': await sign({ ...claims, aud: [String(claims.aud), `${url}/userinfo`] }),
    'without the scope': await sign({ ...claims, scope: 'reports.readall' }),
    expired: await sign({ ...claims, iat: 1, exp: Number(claims.iat) - 60 }),
    'for another audience': await sign({ ...claims, aud: 'https://other.example' }),
    'of another issuer': await sign({ ...claims, iss: 'https://evil.example' }),
    'an ID token': await sign({ ...claims, aud: 'demo-web', sub: 'u_a' }, { typ: 'JWT' }),
    'of another type': await sign(claims, { typ: 'JWT' }),
    'signed by another key': await sign(claims, { kid: 'unknown' }),
    tampered: [head, part({ ...claims, scope: 'reports.read admin' }), signature].join('.'),
    'with alg none': [part({ typ: 'at+jwt', alg: 'none' }), payload, ''].join('.'),
    'with HS256 and the public key': await new SignJWT(claims)
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(new TextEncoder().encode(spki)),
    'bound to a key': await sign({ ...claims, cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }),
    'no JWT': 'nonsense',
  };
}

beforeAll(async () => {
  cli = await openCommandLine();
  programs = openPrograms(cli.folder);
  await cp(join(root, 'dist'), join(cli.folder, 'dist'), { recursive: true });
  url = await startServiceOf(programs, { STORE: 'memory' });
  tokens = await makeTokens();
});
afterAll(async () => {
  await programs.close();
  await cli.close();
});

const invalid = [401, 'invalid_token'];
const expected = {
  good: [200, undefined],
  'for userinfo too': [200, undefined],
  'without the scope': [403, 'insufficient_scope'],
  expired: invalid,
  'for another audience': invalid,
  'of another issuer': invalid,
  'an ID token': invalid,
  'of another type': invalid,
  'signed by another key': invalid,
  tampered: invalid,
  'with alg none': invalid,
  'with HS256 and the public key': invalid,
  'bound to a key': invalid,
  'no JWT': invalid,
};

describe.each([
  ['express-api.mjs', '3001'],
  ['jose-api.mjs', '3002'],
])('%s', (name, port) => {
  it('accepts a good token, and refuses every other as RFC 6750 says', async () => {
    const [, text = ''] = new RegExp(`\`\`\`js\n(// ${name}\n[\\s\\S]*?)\`\`\``).exec(page) ?? [];
    const own = String(await freePort());
    await writeFile(join(cli.folder, name), text.replaceAll('http://localhost:7071', url).replaceAll(port, own));
    await programs.start(name, {}, /^listening/);
    const ask = (headers: Readonly<Record<string, string>>) => fetch(`http://127.0.0.1:${own}/reports`, { headers });
    const answers: Record<string, unknown> = {};
    for (const [kind, token] of Object.entries(tokens)) {
      const answer = await ask({ authorization: `Bearer ${token}` });
      const challenge = answer.headers.get('www-authenticate') ?? '';
      answers[kind] = [answer.status, /^Bearer .*?error="([a-z_]+)"/.exec(challenge)?.[1]];
      if (kind === 'good') expect(await answer.json()).toEqual({ sub: 'demo-job' });
    }
    expect(answers).toEqual(expected);
    const bare = await ask({});
    expect([bare.status, /^Bearer\b(?!.*error=)/.test(bare.headers.get('www-authenticate') ?? '')]).toEqual([
      401,
      true,
    ]);
  });
});
