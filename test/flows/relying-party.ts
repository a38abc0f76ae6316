// An app with openid-client: it discovers the server, and starts sign-ins with state, nonce and PKCE.
import * as openid from 'openid-client';
import type { Served } from '../support/request.ts';
import { appSecret } from '../support/sign-in.ts';

/** An app that uses openid-client. */
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
  // Otherwise it relies on TLS instead of the id token's signature, and this server has no TLS.
  const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];
  const url = new URL(server.url);
  const metadata = { id_token_signed_response_alg: alg };
  return { configuration: await openid.discovery(url, clientId, metadata, authentication, { execute }), redirectUri };
}

export interface Begun {
  readonly url: URL;
  /** The values that the app keeps, and checks when the user comes back. */
  readonly checks: openid.AuthorizationCodeGrantChecks;
}

/** Starts a sign-in with state, nonce and PKCE. */
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
