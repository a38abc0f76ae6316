import { hostPaths, paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectEqual, expectHeader, expectJson, expectStatus, expectThat, shown } from './expectation.ts';
import { Failed } from './outcome.ts';
import type { Play } from './play.ts';
import { metadataReply, openidReply } from './requests.ts';
import type { Reply } from './send.ts';

/** Members that name an endpoint. */
const endpoints = {
  authorization_endpoint: paths.authorize,
  token_endpoint: paths.token,
  revocation_endpoint: paths.revoke,
  introspection_endpoint: paths.introspect,
  pushed_authorization_request_endpoint: paths.par,
  device_authorization_endpoint: paths.deviceAuthorization,
  jwks_uri: paths.jwks,
} as const;

/** What each list must have, and must not have. */
const lists: readonly {
  readonly member: string;
  readonly has: readonly string[];
  readonly lacks?: readonly string[];
}[] = [
  { member: 'response_types_supported', has: ['code'], lacks: ['token', 'id_token', 'code token'] },
  {
    member: 'grant_types_supported',
    has: ['client_credentials', 'authorization_code', 'refresh_token'],
    lacks: ['implicit'],
  },
  { member: 'code_challenge_methods_supported', has: ['S256'], lacks: ['plain'] },
  { member: 'token_endpoint_auth_methods_supported', has: ['client_secret_basic', 'client_secret_post'] },
  { member: 'introspection_endpoint_auth_methods_supported', has: ['client_secret_basic'], lacks: ['none'] },
  { member: 'dpop_signing_alg_values_supported', has: ['ES256'], lacks: ['none', 'HS256'] },
];

export const metadataCases = casesOf('metadata', [
  {
    name: 'The metadata is JSON.',
    clause: 'RFC 8414 §3.2',
    async run(play) {
      expectDocument(await metadataReply(play));
      expectDocument(await openidReply(play));
    },
  },
  {
    name: 'The metadata has the issuer that it is found at.',
    clause: 'RFC 8414 §3.3',
    async run(play) {
      expectEqual('The issuer of the metadata is another.', (await metadataReply(play)).members.issuer, play.issuer);
    },
  },
  {
    name: 'The OpenID configuration has the same issuer.',
    clause: 'OpenID Discovery §4.3',
    async run(play) {
      expectEqual(
        'The issuer of the OpenID configuration is another.',
        (await openidReply(play)).members.issuer,
        play.issuer,
      );
    },
  },
  {
    name: 'The endpoints are below the issuer.',
    clause: 'RFC 8414 §2',
    async run(play) {
      const { members } = await metadataReply(play);
      for (const [member, path] of Object.entries(endpoints)) {
        expectEqual(`${member} is another URL.`, members[member], `${play.issuer}${path}`);
      }
    },
  },
  {
    name: 'The lists of what is supported have what is safe, and nothing else.',
    clause: 'RFC 9700 §2.1, RFC 8414 §2',
    async run(play) {
      const { members } = await metadataReply(play);
      for (const { member, has, lacks = [] } of lists) expectList(member, members[member], has, lacks);
    },
  },
  {
    name: 'ID tokens can be signed with RS256, and never with none.',
    clause: 'OpenID Discovery §3',
    async run(play) {
      const { members } = await openidReply(play);
      expectList(
        'id_token_signing_alg_values_supported',
        members.id_token_signing_alg_values_supported,
        ['RS256'],
        ['none', 'HS256'],
      );
    },
  },
  {
    name: 'The iss of authorization responses is announced.',
    clause: 'RFC 9207 §3',
    async run(play) {
      const { members } = await metadataReply(play);
      const member = 'authorization_response_iss_parameter_supported';
      expectEqual(`${member} is wrong.`, members[member], true);
    },
  },
  {
    name: 'Clients may cache the metadata for a while, and get 304 for what they have.',
    clause: 'RFC 9111 §5.2, RFC 9110 §13.1.2',
    run: async (play) => expectCacheable(await metadataReply(play), play),
  },
  {
    name: 'An issuer with a path has its metadata where clients look for it.',
    clause: 'RFC 8414 §3.1',
    async run({ issuer, send }) {
      const { origin } = new URL(issuer);
      for (const path of hostPaths('oauthMetadata', issuer)) {
        const reply = await send(new URL(`${origin}/${path}`));
        expectStatus(reply, 200);
        expectEqual(`The issuer at /${path} is another.`, reply.members.issuer, issuer);
      }
    },
  },
]);

function expectDocument(reply: Reply): void {
  expectStatus(reply, 200);
  expectJson(reply);
}

function expectList(member: string, got: unknown, has: readonly string[], lacks: readonly string[]): void {
  const values: readonly unknown[] = Array.isArray(got) ? got : [];
  for (const value of has) expectThat(values.includes(value), `${member} lacks a value.`, value, got);
  for (const value of lacks)
    expectThat(!values.includes(value), `${member} has a value that is not safe.`, `no ${value}`, got);
}

/** @throws Failed; also if the answer to If-None-Match is not 304 */
export async function expectCacheable(reply: Reply, { send }: Pick<Play, 'send'>): Promise<void> {
  const cacheControl = reply.headers.get('cache-control') ?? '';
  const [, age] = /(?:^|[\s,])max-age=(\d+)/i.exec(cacheControl) ?? [];
  // Keys are published for this long before they sign.
  const isBounded = age !== undefined && Number(age) > 0 && Number(age) <= 86_400 && !/no-store/i.test(cacheControl);
  if (!isBounded) {
    throw new Failed(
      `${reply.url.pathname} has the wrong header cache-control.`,
      'max-age of a day at most',
      shown(cacheControl || undefined),
    );
  }
  expectHeader(reply, 'etag', /^(W\/)?"[\x21\x23-\x7e]+"$/);
  const etag = reply.headers.get('etag') ?? '';
  const again = await send(reply.url, { headers: { 'If-None-Match': etag } });
  expectStatus(again, 304);
}
