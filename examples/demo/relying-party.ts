// The client and the API of this example, as the service knows them. All else follows from the metadata of the issuer.
import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';
import { recordingFetch } from './exchange.ts';

/** As in local/demo-clients.json. The secrets are published: an app reads its own from a vault or its environment. */
const web = { id: 'demo-web', secret: 'demo-web-secret-for-local-use-only' } as const;
const api = { id: 'demo-api', secret: 'demo-api-secret-for-local-use-only' } as const;

/** Has no secret: anyone could read it from the device. */
const deviceId = 'demo-device';

export interface RelyingParty {
  readonly issuer: string;
  /** Where the server sends the browser with a code. */
  readonly redirectUri: string;
  /** demo-web, which signs users in. */
  readonly client: Configuration;
  /** demo-api, which receives access tokens. */
  readonly api: Configuration;
  /** demo-device, which has no browser. */
  readonly device: Configuration;
  /** The keys with which an API verifies access tokens. */
  readonly keys: JWTVerifyGetKey;
}

/** @throws Error when the issuer does not answer, or its metadata name another issuer */
export async function discoverIssuer(issuer: string, redirectUri: string): Promise<RelyingParty> {
  const [client, resourceServer, device] = await Promise.all([
    discover(issuer, web.id, ClientSecretBasic(web.secret)),
    discover(issuer, api.id, ClientSecretBasic(api.secret)),
    discover(issuer, deviceId, None()),
  ]);
  const { jwks_uri: keys } = client.serverMetadata();
  if (keys === undefined) throw new Error('the metadata has no jwks_uri');
  return { issuer, redirectUri, client, api: resourceServer, device, keys: createRemoteJWKSet(new URL(keys)) };
}

function discover(issuer: string, id: string, authentication: ClientAuth): Promise<Configuration> {
  return discovery(new URL(issuer), id, undefined, authentication, {
    // http is for a loopback issuer only. The other verifies the signatures of id tokens.
    execute: [allowInsecureRequests, enableNonRepudiationChecks],
    [customFetch]: recordingFetch,
  });
}
