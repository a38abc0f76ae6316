import { casesOf } from './case.ts';
import { expectEqual, expectNotCached, expectRefused, expectStatus, expectThat } from './expectation.ts';
import { Unmet } from './outcome.ts';
import { type Play, perPlay, requireOwn } from './play.ts';
import { arrive, codeOf, redeem, refresh, refreshTokenIn } from './sign-in.ts';
import { verified } from './token-cases.ts';

const arrival = perPlay((play) => arrive(play));
const tokens = perPlay(async (play) => redeem(play, await arrival(play)));

/** The error that the app gets. */
async function refusedAt(play: Play, changes: Readonly<Record<string, string>>): Promise<void> {
  const { parameters, state } = await arrive(play, { as: 'app', ...changes });
  expectEqual('The app gets another answer.', parameters.get('error') ?? 'a code', 'invalid_request');
  expectEqual('The app gets another state.', parameters.get('state'), state);
}

export const codeCases = casesOf(
  'code',
  [
    {
      name: 'A user signs in, consents, and the app gets a code with its state.',
      clause: 'RFC 6749 §4.1.2',
      async run(play) {
        const { parameters, state } = await arrival(play);
        expectThat(parameters.has('code'), 'The app gets no code.', 'a code', parameters.get('error'));
        expectEqual('The app gets another state.', parameters.get('state'), state);
      },
    },
    {
      name: 'The app gets the issuer with the code.',
      clause: 'RFC 9207 §2',
      run: async (play) => expectEqual('The iss is another.', (await arrival(play)).parameters.get('iss'), play.issuer),
    },
    {
      name: 'The code is exchanged for tokens, which are not cached.',
      clause: 'RFC 6749 §4.1.4',
      async run(play) {
        const reply = await tokens(play);
        expectStatus(reply, 200);
        expectNotCached(reply);
      },
    },
    {
      name: 'The ID token is signed, and is for this client and this sign-in.',
      clause: 'OpenID Connect Core §3.1.3.7',
      async run(play) {
        const { id_token } = (await tokens(play)).members;
        if (typeof id_token !== 'string') throw new Unmet('no ID token was issued');
        const { iss, aud, nonce } = await verified(id_token, 'JWT', play);
        expectEqual('The iss is another.', iss, play.issuer);
        expectEqual('The aud is another.', [aud].flat(), [requireOwn(play).web.id]);
        expectEqual('The nonce is another.', nonce, (await arrival(play)).nonce);
      },
    },
    {
      name: 'A code is refused the second time, and its grant is revoked.',
      clause: 'RFC 6749 §4.1.2',
      async run(play) {
        // After a refresh: before it, the same client may repeat a request whose answer was lost.
        const renewed = refreshTokenIn(await refresh(play, refreshTokenIn(await tokens(play))));
        expectRefused(await redeem(play, await arrival(play)), 400, 'invalid_grant');
        expectRefused(await refresh(play, renewed), 400, 'invalid_grant');
      },
    },
    {
      name: 'A public client needs PKCE.',
      clause: 'RFC 9700 §2.1.1',
      run: (play) => refusedAt(play, { code_challenge: '', code_challenge_method: '' }),
    },
    {
      name: 'The challenge method plain is refused.',
      clause: 'RFC 9700 §2.1.1',
      run: (play) => refusedAt(play, { code_challenge_method: 'plain' }),
    },
    {
      name: 'A wrong code_verifier is refused, and does not use the code up.',
      clause: 'RFC 7636 §4.6',
      async run(play) {
        const arrived = await arrive(play, { as: 'app' });
        const client_id = requireOwn(play).app.id;
        codeOf(arrived);
        expectRefused(await redeem(play, arrived, { client_id, code_verifier: 'x'.repeat(43) }), 400, 'invalid_grant');
        expectRefused(await redeem(play, arrived, { client_id, code_verifier: '' }), 400, 'invalid_grant');
        expectStatus(await redeem(play, arrived, { client_id }), 200);
      },
    },
  ],
  ['own clients'],
);
