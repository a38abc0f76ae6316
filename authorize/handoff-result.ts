// Verifies what the operator's login app answers: a JWS that it signed for one challenge (RFC 7519, RFC 8725).
import { type Clock, seconds } from '../shared/base/clock.ts';
import { verifyWithKeysOf } from '../shared/client-auth/client-keys.ts';
import { readSignedJwt } from '../shared/client-auth/signed-jwt.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import type { RemoteKeys } from '../shared/remote/remote-keys.ts';
import type { LoginApp } from '../shared/settings/handoff-settings.ts';
import { problemsOf } from '../shared/validation/check.ts';
import { clockTolerance } from './handoff-freshness.ts';
import type { HandoffResultParameters } from './handoff-result.schema.json';
import * as schema from './handoff-result.schema.json';

const resultTyp = 'handoff-result+jwt';

/** A key with the wrong kind of algorithm fits none of them; HS256 is not among them, since everyone knows the keys. */
const resultAlgs = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'];

/** Characters. With `state`, the first line of the request stays below the 8,192 bytes that hosts take. */
const maxResultLength = 3900;

/** Seconds from `iat` to `exp`. */
const maxLifetime = 300;

interface ResultParts {
  readonly settings: { readonly issuer: string };
  readonly clock: Clock;
  readonly remoteKeys: RemoteKeys;
}

/** @param challenge the `jti` of the challenge that it must answer @throws OAuthError HandoffResultInvalid */
export async function verifyResult(
  text: string,
  challenge: string,
  loginApp: LoginApp,
  { settings: { issuer }, clock, remoteKeys }: ResultParts,
): Promise<HandoffResultParameters> {
  if (text.length > maxResultLength) throw invalid(`has more than ${maxResultLength} characters`);
  const read = readSignedJwt(text, resultAlgs);
  if ('problem' in read) throw invalid(read.problem);
  const { typ, claims } = read;
  if (typ !== resultTyp) throw invalid(`has the typ ${echo(typ ?? '')}. It must be ${resultTyp}`);
  let unsigned = 'is not signed with a key of the login app: check kid, alg and the keys in the settings';
  const onUnreachable = () => {
    unsigned = 'cannot be verified: the keys of the login app cannot be fetched from HANDOFF_JWKS_URI';
  };
  const keys = { algs: resultAlgs, remoteKeys, onUnreachable };
  if (!(await verifyWithKeysOf(read, loginApp.keys, keys))) throw invalid(unsigned);
  if (claims.iss !== loginApp.url) throw invalid(`must have ${loginApp.url} as its iss, as in HANDOFF_URL`);
  // With several audiences, another server could present it here.
  if (claims.aud !== issuer) throw invalid(`must have ${issuer} alone as its aud`);
  const result: unknown = claims;
  if (!schema.validate(result)) {
    throw invalid(`has claims that are not as they must be: ${problemsOf(schema, claims).join('; ')}`);
  }
  // Of another tab or browser, or an older one.
  if (result.challenge !== challenge) throw invalid('answers another challenge than that of the state');
  const problem = subjectProblem(result) ?? timesProblem(result, seconds(clock));
  if (problem !== undefined) throw invalid(problem);
  return result;
}

function subjectProblem({ sub, error }: HandoffResultParameters): string | undefined {
  return (sub === undefined) === (error === undefined) ? 'must have either a sub or an error' : undefined;
}

function timesProblem(
  { iat, nbf, exp, auth_time: authTime }: HandoffResultParameters,
  now: number,
): string | undefined {
  if (now >= exp + clockTolerance) return `expired ${now - exp} seconds ago. Sign it just before the redirect`;
  if (exp > iat + maxLifetime) return `is valid for too long: its exp may be ${maxLifetime} seconds after its iat`;
  for (const [name, time] of Object.entries({ iat, nbf, auth_time: authTime })) {
    if (time !== undefined && time > now + clockTolerance) {
      return `has an ${name} that is ${time - now} seconds ahead. Check the clock`;
    }
  }
  return undefined;
}

function invalid(problem: string): OAuthError {
  return new OAuthError('HandoffResultInvalid', `The result of the login app ${problem}.`);
}
