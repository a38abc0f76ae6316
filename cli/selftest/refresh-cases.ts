import { casesOf } from './case.ts';
import { expectRefused, expectStatus, expectThat } from './expectation.ts';
import { perPlay } from './play.ts';
import { arrive, redeem, refresh, refreshTokenIn } from './sign-in.ts';

const first = perPlay(async (play) => refreshTokenIn(await redeem(play, await arrive(play))));
const second = perPlay(async (play) => refresh(play, await first(play)));

export const refreshCases = casesOf('refresh', [
  {
    name: 'A refresh token is exchanged for tokens, and rotated.',
    clause: 'RFC 6749 §6, RFC 9700 §4.14.2',
    needs: ['own clients'],
    async run(play) {
      const reply = await second(play);
      expectStatus(reply, 200);
      const isOther =
        typeof reply.members.refresh_token === 'string' && reply.members.refresh_token !== (await first(play));
      expectThat(isOther, 'The refresh token is not rotated.', 'another refresh token', 'the same, or none');
    },
  },
  {
    name: 'A refresh token that was exchanged is refused, and its grant is revoked.',
    clause: 'RFC 9700 §4.14.2',
    needs: ['own clients'],
    async run(play) {
      const renewed = refreshTokenIn(await second(play));
      expectRefused(await refresh(play, await first(play)), 400, 'invalid_grant');
      expectRefused(await refresh(play, renewed), 400, 'invalid_grant');
    },
  },
]);
