// Verifies a token with the published keys, strictly, as a resource server or a client does.
import { createRemoteJWKSet, type JWTVerifyResult, jwtVerify } from 'jose';
import { issuer, type TestServer } from '../support/server.ts';

interface Expected {
  readonly typ: 'at+jwt' | 'JWT';
  readonly alg: string;
  readonly audience: string;
  /** The `iss` of the token; the one of the tests unless another is given. */
  readonly iss?: string;
  /** Where the keys are, on the server. */
  readonly jwks?: string;
}

export function verifyToken(server: TestServer, token: string, expected: Expected): Promise<JWTVerifyResult> {
  return jwtVerify(token, createRemoteJWKSet(new URL(`${server.url}${expected.jwks ?? '/jwks'}`)), {
    issuer: expected.iss ?? issuer,
    audience: expected.audience,
    typ: expected.typ,
    algorithms: [expected.alg],
    currentDate: new Date(server.service.clock.now()),
  });
}
