// The server as the demo client sees it: what its metadata say, found when it is first needed.
import { createRemoteJWKSet } from 'jose';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  Configuration,
  customFetch,
  discovery,
  type ServerMetadata,
} from 'openid-client';
import { demoWeb } from '../../local/demo-clients.ts';
import { type Exchange, recordingFetch } from './exchange.ts';

export interface Provider {
  readonly metadata: ServerMetadata;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
  /** Without a trailing slash. */
  readonly issuer: string;
  /** Where codes are sent. */
  readonly redirectUri: string;
  /** demo-web, each of whose requests is handed on. */
  client(onExchange: (exchange: Exchange) => void): Configuration;
}

const authentication = ClientSecretBasic(demoWeb.secret);

/** @throws what openid-client throws when the server does not answer, or is another than its metadata say */
export async function findProvider(issuer: string, redirectUri: string): Promise<Provider> {
  const options = { execute: [allowInsecureRequests] };
  const metadata = (await discovery(new URL(issuer), demoWeb.id, undefined, authentication, options)).serverMetadata();
  return {
    metadata,
    keys: createRemoteJWKSet(new URL(requireEndpoint(metadata, 'jwks_uri'))),
    issuer,
    redirectUri,
    client(onExchange) {
      const client = new Configuration(metadata, demoWeb.id, undefined, authentication);
      // http, on this machine alone.
      allowInsecureRequests(client);
      client[customFetch] = recordingFetch(onExchange);
      return client;
    },
  };
}

type EndpointName =
  | 'jwks_uri'
  | 'token_endpoint'
  | 'introspection_endpoint'
  | 'revocation_endpoint'
  | 'userinfo_endpoint';

/** @throws Error when the server has no such endpoint */
export function requireEndpoint(metadata: ServerMetadata, name: EndpointName): string {
  const url = metadata[name];
  if (url === undefined) throw new Error(`the metadata of the server have no ${name}`);
  return url;
}
