import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import {
  answerOf,
  expectEqual,
  expectHeader,
  expectJson,
  expectNotCached,
  expectStatus,
  expectThat,
  isObject,
} from './expectation.ts';
import { privateMembers } from './key-cases.ts';
import { Failed, Unmet } from './outcome.ts';
import { type Play, requireClient } from './play.ts';
import { accessToken, keysReply, post, tokenReply } from './requests.ts';
import { reasonOf } from './send.ts';

export const tokenCases = casesOf('token', [
  {
    name: 'A client gets an access token with its secret.',
    clause: 'RFC 6749 §4.4, §5.1',
    needs: ['client'],
    async run(play) {
      const { status, members } = await tokenReply(play);
      const isIssued = status === 200 && typeof members.access_token === 'string';
      expectThat(isIssued, hintFor(play, members.error), '200 with an access_token', answerOf(await tokenReply(play)));
      expectEqual('The token_type is another.', members.token_type, 'Bearer');
      expectThat(
        typeof members.scope === 'string' && members.scope !== '',
        'The scope is missing.',
        'the granted scope',
        members.scope,
      );
      const { refresh_token, id_token } = members;
      const isAlone = refresh_token === undefined && id_token === undefined;
      expectThat(
        isAlone,
        'There is more than an access token (RFC 6749 §4.4.3).',
        'no refresh_token and no id_token',
        'one',
      );
    },
  },
  {
    name: 'The answer with the token is JSON.',
    clause: 'RFC 6749 §5.1',
    needs: ['client'],
    async run(play) {
      await accessToken(play);
      expectJson(await tokenReply(play));
    },
  },
  {
    name: 'The answer with the token is not cached.',
    clause: 'RFC 6749 §5.1',
    needs: ['client'],
    async run(play) {
      await accessToken(play);
      const reply = await tokenReply(play);
      expectNotCached(reply);
      expectHeader(reply, 'pragma', 'no-cache');
    },
  },
  {
    name: 'The token is an at+jwt, signed with a published algorithm.',
    clause: 'RFC 9068 §2.1',
    needs: ['client'],
    async run(play) {
      const { typ, alg, kid } = headerOf(await accessToken(play));
      expectEqual('The typ of the token is another.', typ, 'at+jwt');
      const keys = await publishedKeys(play);
      const key = keys.find((each) => each.kid === kid);
      expectThat(key !== undefined, 'The key of the token is not published.', 'its kid in /jwks', kid);
      expectEqual('The alg of the token is not that of its key.', alg, key.alg);
    },
  },
  {
    name: 'The signature of the token is verified with the published keys.',
    clause: 'RFC 9068 §4',
    needs: ['client'],
    async run(play) {
      await verified(await accessToken(play), 'at+jwt', play);
    },
  },
  {
    name: 'The token has the claims of RFC 9068.',
    clause: 'RFC 9068 §2.2',
    needs: ['client'],
    async run(play) {
      const { id } = requireClient(play);
      const { iss, sub, aud, exp, iat, jti, client_id } = claimsOf(await accessToken(play));
      expectEqual('The iss of the token is another.', iss, play.issuer);
      expectEqual('The client_id of the token is another.', client_id, id);
      expectEqual('The sub of the token is another (RFC 9068 §2.2).', sub, id);
      expectThat([aud].flat().length > 0 && aud !== '' && aud !== undefined, 'The aud is missing.', 'an audience', aud);
      expectThat(typeof jti === 'string' && jti !== '', 'The jti is missing.', 'a text', jti);
      expectThat(
        typeof iat === 'number' && typeof exp === 'number' && exp > iat,
        'iat and exp are wrong.',
        'exp after iat',
        `${iat} and ${exp}`,
      );
    },
  },
  {
    name: 'expires_in and scope agree with the token.',
    clause: 'RFC 6749 §5.1',
    needs: ['client'],
    async run(play) {
      const { exp = 0, iat = 0, scope } = claimsOf(await accessToken(play));
      const { members } = await tokenReply(play);
      expectEqual('expires_in is not exp - iat.', members.expires_in, exp - iat);
      expectEqual('The scope of the answer is not that of the token.', members.scope, scope);
    },
  },
  {
    name: 'The client may send its secret in the body.',
    clause: 'RFC 6749 §2.3.1',
    needs: ['own clients'],
    async run(play) {
      const { id, secret } = requireClient(play);
      await accessToken(play);
      expectStatus(
        await post(play, paths.token, { grant_type: 'client_credentials', client_id: id, client_secret: secret }),
        200,
      );
    },
  },
]);

function hintFor({ own }: Play, error: unknown): string {
  if (error !== 'invalid_client') return 'No access token was issued.';
  return own
    ? 'The service does not know the client that was registered in the store of this command: it uses another store.'
    : 'The service does not accept the client: check --client-id and its secret.';
}

/** @throws Failed */
function headerOf(token: string): Readonly<Record<string, unknown>> {
  return asJwt(() => decodeProtectedHeader(token));
}

/** Unverified. @throws Failed */
export function claimsOf(token: string): JWTPayload {
  return asJwt(() => decodeJwt(token));
}

function asJwt<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw new Failed('The token is not a JWT.', 'a JWT (RFC 7519)', reasonOf(thrown));
  }
}

async function publishedKeys(play: Play): Promise<JSONWebKeySet['keys']> {
  const { keys } = (await keysReply(play)).members;
  // jose checks each key that it uses.
  return Array.isArray(keys) ? (keys.filter(isObject).map(publicPart) as JSONWebKeySet['keys']) : [];
}

/** Private members have a case of their own. */
function publicPart(key: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(key).filter(([member]) => !privateMembers.some((each) => each === member)));
}

/** At its own iat, since the clock has cases of its own. @throws Failed; Unmet without keys */
export async function verified(token: string, typ: string, play: Play): Promise<JWTPayload> {
  const keys = await publishedKeys(play);
  if (keys.length === 0) throw new Unmet('there are no published keys');
  const { iat } = claimsOf(token);
  try {
    const currentDate = new Date((iat ?? 0) * 1000);
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), {
      typ,
      algorithms: ['ES256', 'RS256', 'PS256', 'EdDSA'],
      currentDate,
    });
    return payload;
  } catch (thrown) {
    throw new Failed('The token is not verified.', `a ${typ} that a key of /jwks signed`, reasonOf(thrown));
  }
}
