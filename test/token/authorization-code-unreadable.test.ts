import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantClients, redeem, signIn } from '../support/grants.ts';
import { expectRefusal, postAsJob } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer({ clients: grantClients });

describe('a text that is not a code', () => {
  const lookalikes: readonly [what: string, make: () => string | Promise<string>][] = [
    ['a word', () => 'unknown'],
    ['five parts of nothing', () => '....'],
    ['a very long text', () => 'A'.repeat(60_000)],
    ['a very long header', () => `${Buffer.from(`{"kid":"${'k'.repeat(30_000)}"}`).toString('base64url')}....`],
    ['characters beyond ASCII', () => 'çödé'],
    ['control characters', () => 'a\r\nb'],
    ['an access token', async () => (await postAsJob(server)).json.access_token],
    ['a refresh token', async () => (await signIn(server)).refreshToken],
    ['a code cut short', async () => (await server.issueCode('web')).slice(0, -4)],
    ['a code with a header member that is not understood', () => withHeader({ crit: ['b64'], b64: false })],
    ['a code that says it is compressed', () => withHeader({ zip: 'DEF' })],
    ['a code that brings its own key', () => withHeader({ jwk: { kty: 'oct', k: 'AAAA' } })],
    ['a code without encryption', () => withHeader({ enc: 'none' })],
    ['a code of another algorithm', () => withHeader({ alg: 'A256KW' })],
    ['a code of an unknown key', () => withHeader({ kid: '__proto__.20261121' })],
    ['a code whose key has no name', () => withHeader({ kid: undefined })],
    ['a code whose key is named by a number', () => withHeader({ kid: 7 })],
  ];

  async function withHeader(members: object): Promise<string> {
    const [header = '', ...rest] = (await server.issueCode('web')).split('.');
    const changed = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), ...members };
    return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
  }

  it.each(lookalikes)('is refused as invalid_grant: %s', async (_what, make) => {
    expectRefusal(await redeem(server, await make()), 'InvalidGrant', 'code');
  });

  it('is refused as invalid_grant, wherever a code is damaged', async () => {
    const code = await server.issueCode('web');
    const damage = fc.record({ at: fc.nat(code.length - 1), put: fc.string({ maxLength: 3 }), cut: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, put, cut }) => {
        const damaged = code.slice(0, at) + put + code.slice(at + cut);
        fc.pre(damaged !== '' && !isSameCode(damaged, code));
        const { status, json } = await redeem(server, damaged);
        expect({ status, error: json.error, codes: json.error_codes }).toEqual({
          status: 400,
          error: 'invalid_grant',
          codes: [70000],
        });
      }),
      { numRuns: process.env.LONG ? 3_000 : 200 },
    );
  });

  /** The spare bits of base64url's last character are ignored. */
  function isSameCode(one: string, other: string): boolean {
    const bytes = (code: string) => code.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
    return bytes(one).join() === bytes(other).join();
  }
});
