// An app as openid-client makes one: it discovers the server, and begins sign-ins with all that protects them.
import * as openid from 'openid-client';
import type { Served } from '../support/request.ts';
import { appSecret } from '../support/sign-in.ts';

/** An app that openid-client is the client of. */
export interface RelyingParty {
  readonly configuration: openid.Configuration;
  readonly redirectUri: string;
}

const inBody = openid.ClientSecretPost(appSecret);

/** @param alg of its id tokens */
export async function discover(
  server: Served,
  clientId: string,
  { authentication = inBody, redirectUri = 'https://app.example/callback', alg = 'RS256' } = {},
): Promise<RelyingParty> {
  // Else it trusts TLS alone for the id token's signature, and there is none here.
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  const url = new URL(server.url);
  const metadata = { id_token_signed_response_alg: alg };
  return { configuration: await openid.discovery(url, clientId, metadata, authentication, { execute }), redirectUri };
}

export interface Begun {
  readonly url: URL;
  /** What the app keeps until the user comes back, and then insists on. */
  readonly checks: openid.AuthorizationCodeGrantChecks;
}

/** As an app begins, with all that protects it. */
export async function begin(
  { configuration, redirectUri }: RelyingParty,
  more: Record<string, string> = {},
): Promise<Begun> {
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedNonce, expectedState] = [openid.randomNonce(), openid.randomState()];
  const url = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid reports.read',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    nonce: expectedNonce,
    state: expectedState,
    ...more,
  });
  return { url, checks: { pkceCodeVerifier, expectedNonce, expectedState, idTokenExpected: true } };
}
