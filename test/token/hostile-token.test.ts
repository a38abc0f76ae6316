// Tokens made up, and real ones damaged or with another header: refused as what they are, and never a fault.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { checkAnswers, text, timeout } from '../support/hostile.ts';
import { expectRefusal, expectTokens, postToken } from '../support/request.ts';
import { startServer, type TestServer, verifier } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const form = [['Content-Type', 'application/x-www-form-urlencoded']] as const;

interface Damage {
  readonly part: number;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  part: fc.nat(4),
  at: fc.nat(300),
  remove: fc.nat(300),
  insert: fc.oneof(fc.constant(''), fc.base64String({ maxLength: 60 }), text, fc.constantFrom('.', '..', '=', 'A')),
});

function damaged(token: string, { part, at, remove, insert }: Damage): string {
  const parts = token.split('.');
  const index = part % parts.length;
  const characters = [...(parts[index] ?? '')];
  characters.splice(at % (characters.length + 1), remove, insert);
  return parts.with(index, characters.join('')).join('.');
}

// What jose looks at, and what it must not.
const member = fc.constantFrom(
  'alg',
  'enc',
  'typ',
  'kid',
  'crit',
  'zip',
  'jku',
  'jwk',
  'x5u',
  'b64',
  'epk',
  'p2c',
  'iv',
  '__proto__',
);
const memberValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('none', 'HS256', 'HS512', 'ES256', 'RS256', 'dir', 'A128KW', 'ECDH-ES', 'PBES2-HS256+A128KW', 'DEF', [
    'exp',
  ]),
);
const members = fc.array(fc.tuple(member, memberValue), { minLength: 1, maxLength: 3 });

function withHeader(token: string, changes: readonly (readonly [string, unknown])[]): string {
  const [header = '', ...rest] = token.split('.');
  const decoded = JSON.parse(Buffer.from(header, 'base64url').toString());
  // Object.fromEntries makes __proto__ a member of its own.
  const changed = Object.fromEntries([...Object.entries(decoded), ...changes]);
  return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
}

async function codeRequest(): Promise<Record<string, string>> {
  return {
    grant_type: 'authorization_code',
    client_id: 'native',
    code: await server.issueCode('native'),
    redirect_uri: 'http://127.0.0.1/callback',
    code_verifier: verifier,
  };
}

/** Some encodings of the same bytes are read alike, and are the same token. */
function bytes(token: string): string {
  return token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');
}

/** Refused as what it is, and the real one works when all is over. */
async function checkToken(name: 'code' | 'refresh_token', request: Record<string, string>): Promise<void> {
  const real = request[name] ?? '';
  const hostile = fc.oneof(
    damage.map((done) => damaged(real, done)),
    members.map((changes) => withHeader(real, changes)),
    text,
  );
  await checkAnswers(
    server,
    hostile.filter((token) => token !== '' && bytes(token) !== bytes(real)),
    (token) => ({ headers: form, body: new URLSearchParams({ ...request, [name]: token }).toString() }),
    (answer) => expectRefusal(answer, 'InvalidGrant', ''),
  );
  const answer = await postToken(server, request);
  expectTokens(answer, 'reports.read reports.write', { refreshToken: true });
}

describe('is refused, and the real one works after it', () => {
  it('any code, and what is left of a real one (TE-60)', { timeout }, async () => {
    await checkToken('code', await codeRequest());
  });

  it('any refresh token, and what is left of a real one (TE-77)', { timeout }, async () => {
    const { json } = await postToken(server, await codeRequest());
    const { refresh_token } = json;
    await checkToken('refresh_token', { grant_type: 'refresh_token', client_id: 'native', refresh_token });
  });
});
