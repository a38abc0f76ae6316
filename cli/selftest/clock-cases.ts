import { casesOf } from './case.ts';
import { expectThat } from './expectation.ts';
import { accessToken, keysReply, tokenReply } from './requests.ts';
import type { Reply } from './send.ts';
import { claimsOf } from './token-cases.ts';

/** The lifetime of a code: by a clock that is further away, verifiers refuse tokens. */
const maxSkewSeconds = 60;

export const clockCases = casesOf('clock', [
  {
    name: 'The Date of the service agrees with the clock of this machine.',
    clause: 'RFC 9110 §6.6.1',
    async run(play) {
      const reply = await keysReply(play);
      const date = Date.parse(reply.headers.get('date') ?? '') / 1000;
      expectThat(!Number.isNaN(date), 'There is no Date.', 'a header date', reply.headers.get('date'));
      expectNear(date, reply, 'The Date');
    },
  },
  {
    name: 'The iat of a token agrees with the clock of this machine.',
    clause: 'RFC 7519 §4.1.6',
    needs: ['client'],
    async run(play) {
      const { iat = Number.NaN } = claimsOf(await accessToken(play));
      expectNear(iat, await tokenReply(play), 'The iat');
    },
  },
]);

/** @param time seconds since the epoch */
function expectNear(time: number, { sentAt, answeredAt }: Reply, what: string): void {
  const [from, to] = [Math.floor(sentAt / 1000), Math.ceil(answeredAt / 1000)];
  const ahead = time > to ? time - to : Math.min(0, time - from);
  const isNear = Math.abs(ahead) <= maxSkewSeconds;
  const got = `${Math.abs(ahead)} s ${ahead > 0 ? 'ahead' : 'behind'}`;
  expectThat(isNear, `${what} is far from the clock of this machine.`, `${maxSkewSeconds} s at most`, got);
}
