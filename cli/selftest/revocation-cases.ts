import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectEqual, expectNotCached, expectRefused, expectStatus, expectThat } from './expectation.ts';
import { Unmet } from './outcome.ts';
import { type Play, requireClient, requireOwn } from './play.ts';
import { accessToken, post, requestToken, tokenIn } from './requests.ts';
import type { Reply } from './send.ts';
import { arrive, redeem, refresh, refreshTokenIn } from './sign-in.ts';

const unknownToken = 'selftest-unknown-token';

function revoke(play: Play, token: string, as = requireClient(play)): Promise<Reply> {
  return post(play, paths.revoke, { token }, as);
}

function introspect(play: Play, token: string, as = play.own?.api ?? requireClient(play)): Promise<Reply> {
  return post(play, paths.introspect, { token }, as);
}

function expectInactive(reply: Reply): void {
  expectStatus(reply, 200);
  expectEqual('The token is not inactive.', reply.members, { active: false });
}

export const introspectionCases = casesOf('introspection', [
  {
    name: 'A token that was just issued is active, with its claims.',
    clause: 'RFC 7662 §2.2',
    needs: ['client'],
    async run(play) {
      const reply = await introspect(play, await accessToken(play));
      expectStatus(reply, 200);
      expectNotCached(reply);
      const { active, client_id, iss } = reply.members;
      expectEqual('The token is not active.', active, true);
      expectEqual('The client_id is another.', client_id, requireClient(play).id);
      expectEqual('The iss is another.', iss, play.issuer);
    },
  },
  {
    name: 'An unknown token is inactive, and nothing else is said.',
    clause: 'RFC 7662 §2.2',
    needs: ['client'],
    async run(play) {
      await accessToken(play);
      expectInactive(await introspect(play, unknownToken));
    },
  },
  {
    name: 'A caller without credentials learns nothing.',
    clause: 'RFC 7662 §2.1',
    run: async (play) =>
      expectRefused(await post(play, paths.introspect, { token: unknownToken }), 401, 'invalid_client'),
  },
  {
    name: 'A client that is not the audience of the token learns nothing.',
    clause: 'RFC 7662 §4',
    needs: ['own clients'],
    run: async (play) => expectInactive(await introspect(play, await accessToken(play), requireOwn(play).web)),
  },
]);

export const revocationCases = casesOf('revocation', [
  {
    name: 'A revoked access token is inactive.',
    clause: 'RFC 7009 §2.1',
    needs: ['client'],
    async run(play) {
      await accessToken(play);
      const token = tokenIn(await requestToken(play));
      if ((await introspect(play, token)).members.active !== true) throw new Unmet('the token was not active before');
      expectStatus(await revoke(play, token), 200);
      expectInactive(await introspect(play, token));
    },
  },
  {
    name: 'The revocation of an unknown token is not an error.',
    clause: 'RFC 7009 §2.2',
    needs: ['client'],
    async run(play) {
      await accessToken(play);
      expectStatus(await revoke(play, unknownToken), 200);
    },
  },
  {
    name: 'A token of another client is not revoked.',
    clause: 'RFC 7009 §2.1',
    needs: ['own clients'],
    run: async (play) =>
      expectRefused(await revoke(play, await accessToken(play), requireOwn(play).web), 400, 'unauthorized_client'),
  },
  {
    name: 'With a refresh token its grant is revoked, with its access tokens.',
    clause: 'RFC 7009 §2.1',
    needs: ['own clients'],
    async run(play) {
      const { web } = requireOwn(play);
      const issued = await redeem(play, await arrive(play));
      const token = refreshTokenIn(issued);
      expectStatus(await revoke(play, token, web), 200);
      expectRefused(await refresh(play, token), 400, 'invalid_grant');
      expectInactive(await introspect(play, tokenIn(issued), web));
    },
  },
  {
    name: 'A caller without credentials revokes nothing.',
    clause: 'RFC 7009 §2.1',
    async run(play) {
      const { status } = await post(play, paths.revoke, { token: unknownToken });
      expectThat(status === 400 || status === 401, 'The answer is another.', '400 or 401', status);
    },
  },
]);
