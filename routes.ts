// The URL map: read it first. The paths, relative to the issuer, are in shared/http/paths.ts.
import { liveEndpoint, readyEndpoint } from './health/endpoint.ts';
import { introspectEndpoint } from './introspect/endpoint.ts';
import { jwksEndpoint } from './jwks/endpoint.ts';
import { oauthMetadataEndpoint, openidMetadataEndpoint } from './metadata/endpoint.ts';
import { revokeEndpoint } from './revoke/endpoint.ts';
import type { PathName } from './shared/http/paths.ts';
import { loaded, type Route } from './shared/serving/endpoint.ts';
import { tokenEndpoint } from './token/endpoint.ts';
import { userinfoEndpoint } from './userinfo/endpoint.ts';

const later = () => import('./browser-endpoints.ts');

export const routes: Readonly<Record<PathName, Route>> = {
  token: tokenEndpoint,
  authorize: async () => (await later()).authorizeEndpoint,
  par: async () => (await later()).parEndpoint,
  signIn: async () => (await later()).signInEndpoint,
  handoff: async () => (await later()).handoffEndpoint,
  callback: async () => (await later()).callbackEndpoint,
  consent: async () => (await later()).consentEndpoint,
  device: async () => (await later()).deviceEndpoint,
  signOut: async () => (await later()).signOutEndpoint,
  deviceAuthorization: async () => (await later()).deviceAuthorizationEndpoint,
  revoke: revokeEndpoint,
  introspect: introspectEndpoint,
  userinfo: userinfoEndpoint,
  jwks: jwksEndpoint,
  oauthMetadata: oauthMetadataEndpoint,
  openidMetadata: openidMetadataEndpoint,
  wellKnownJwks: jwksEndpoint,
  home: async () => (await later()).homeEndpoint,
  favicon: async () => (await later()).faviconEndpoint,
  error: async () => (await later()).errorPageEndpoint,
  live: liveEndpoint,
  ready: readyEndpoint,
};

/** Every path without an endpoint. */
export const unknownRoute: Route = async () => (await later()).unknownPathEndpoint();

/** For a process beside which the files of the endpoints may be replaced, as a build does. */
export async function loadAll(): Promise<void> {
  await Promise.all([...Object.values(routes), unknownRoute].map(loaded));
}
