// The six errors of RFC 6749 §5.2. Wrong credentials are sent for ids that do not exist: they must not count against a client.

import { randomUUID } from 'node:crypto';
import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import {
  answerOf,
  expectHeader,
  expectJson,
  expectNotCached,
  expectRefused,
  expectThat,
  shown,
} from './expectation.ts';
import { Unmet } from './outcome.ts';
import { type Play, perPlay, requireClient, requireOwn } from './play.ts';
import { accessToken, post } from './requests.ts';
import type { Reply } from './send.ts';

const invalidRequest = perPlay((play) => post(play, paths.token, { client_id: unknownId() }));
const unsupportedGrantType = perPlay((play) =>
  post(play, paths.token, { grant_type: 'urn:selftest:unknown', client_id: unknownId() }),
);
const invalidClient = perPlay((play) =>
  post(play, paths.token, { grant_type: 'client_credentials' }, { id: unknownId(), secret: randomUUID() }),
);

const invalidScope = perPlay(async (play) => {
  await accessToken(play);
  return post(play, paths.token, { grant_type: 'client_credentials', scope: 'selftest.unknown' }, requireClient(play));
});

/** The client of its own that gets tokens may not redeem codes. */
const unauthorizedClient = perPlay(async (play) => {
  await accessToken(play);
  requireOwn(play);
  return post(play, paths.token, { grant_type: 'authorization_code', code: 'unknown' }, requireClient(play));
});

const invalidGrant = perPlay(async (play) => {
  await accessToken(play);
  const { web, redirectUri } = requireOwn(play);
  return post(play, paths.token, { grant_type: 'authorization_code', code: 'unknown', redirect_uri: redirectUri }, web);
});

const refusals = [invalidRequest, unsupportedGrantType, invalidClient, invalidScope, unauthorizedClient, invalidGrant];

/** Those that can be tried. */
async function eachRefusal(play: Play, check: (reply: Reply) => void): Promise<void> {
  for (const refusal of refusals) {
    try {
      check(await refusal(play));
    } catch (thrown) {
      if (!(thrown instanceof Unmet)) throw thrown;
    }
  }
}

function unknownId(): string {
  return `selftest-unknown-${randomUUID()}`;
}

export const errorCases = casesOf('errors', [
  {
    name: 'A request without grant_type is an invalid_request.',
    clause: 'RFC 6749 §5.2',
    run: async (play) => expectRefused(await invalidRequest(play), 400, 'invalid_request'),
  },
  {
    name: 'An unknown grant type is an unsupported_grant_type.',
    clause: 'RFC 6749 §5.2',
    run: async (play) => expectRefused(await unsupportedGrantType(play), 400, 'unsupported_grant_type'),
  },
  {
    name: 'An unknown client is an invalid_client.',
    clause: 'RFC 6749 §5.2',
    run: async (play) => expectRefused(await invalidClient(play), 401, 'invalid_client'),
  },
  {
    name: 'The answer to an invalid_client has a challenge.',
    clause: 'RFC 6749 §5.2, RFC 9110 §15.5.2',
    async run(play) {
      const reply = await invalidClient(play);
      if (reply.status !== 401) throw new Unmet('the answer is not a 401');
      expectHeader(reply, 'www-authenticate', /^Basic\s+realm="[^"]+"/i);
    },
  },
  {
    name: 'A scope that the client may not have is an invalid_scope.',
    clause: 'RFC 6749 §5.2',
    needs: ['client'],
    run: async (play) => expectRefused(await invalidScope(play), 400, 'invalid_scope'),
  },
  {
    name: 'A grant type that the client may not use is an unauthorized_client.',
    clause: 'RFC 6749 §5.2',
    needs: ['own clients'],
    run: async (play) => expectRefused(await unauthorizedClient(play), 400, 'unauthorized_client'),
  },
  {
    name: 'An unknown code is an invalid_grant.',
    clause: 'RFC 6749 §5.2',
    needs: ['own clients'],
    run: async (play) => expectRefused(await invalidGrant(play), 400, 'invalid_grant'),
  },
  {
    name: 'Errors are JSON.',
    clause: 'RFC 6749 §5.2',
    run: (play) => eachRefusal(play, expectJson),
  },
  {
    name: 'Errors have a description, a number, ids, a time and the address of their page.',
    clause: 'RFC 6749 §5.2',
    run: (play) => eachRefusal(play, (reply) => expectMembers(reply, play)),
  },
  {
    name: 'Errors are not cached.',
    clause: 'RFC 6749 §5.2',
    run: (play) =>
      eachRefusal(play, (reply) => {
        expectNotCached(reply);
        expectHeader(reply, 'pragma', 'no-cache');
      }),
  },
  {
    name: 'Errors set no cookie and redirect nowhere.',
    clause: 'RFC 9700 §4.12',
    run: (play) =>
      eachRefusal(play, ({ headers }) => {
        const found = ['set-cookie', 'location'].filter((name) => headers.has(name));
        expectThat(found.length === 0, 'An error has a header that it must not have.', 'none', found.join(' '));
      }),
  },
]);

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** By member. The characters of a description are those of RFC 6749 §5.2. */
const memberPatterns = {
  error_description: /^AADSTS\d+: [\x20-\x21\x23-\x5b\x5d-\x7e]+$/,
  trace_id: guid,
  correlation_id: guid,
  timestamp: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}Z$/,
} as const;

function expectMembers(reply: Reply, { issuer }: Play): void {
  const { members } = reply;
  // What has no error is the failure of another case.
  if (typeof members.error !== 'string') return;
  const what = (member: string) => `${member} of ${answerOf(reply)} is wrong.`;
  for (const [member, pattern] of Object.entries(memberPatterns)) {
    const value = members[member];
    expectThat(typeof value === 'string' && pattern.test(value), what(member), `like ${pattern.source}`, value);
  }
  const { error_codes: codes, error_uri: uri } = members;
  const isNumber = Array.isArray(codes) && codes.length > 0 && codes.every(Number.isInteger);
  expectThat(isNumber, what('error_codes'), 'a list of numbers', codes);
  const isPage = typeof uri === 'string' && uri.startsWith(`${issuer}${paths.error}?`);
  expectThat(isPage, what('error_uri'), `an address below ${shown(issuer)}${paths.error}`, uri);
}
