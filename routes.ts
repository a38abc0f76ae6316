// The URL map: read it first. The paths, relative to the issuer, are in shared/http/paths.ts.
import { callbackEndpoint } from './authorize/callback-endpoint.ts';
import { consentEndpoint } from './authorize/consent-endpoint.ts';
import { deviceEndpoint } from './authorize/device-endpoint.ts';
import { authorizeEndpoint } from './authorize/endpoint.ts';
import { handoffEndpoint } from './authorize/handoff-endpoint.ts';
import { parEndpoint } from './authorize/par-endpoint.ts';
import { signInEndpoint } from './authorize/sign-in-endpoint.ts';
import { deviceAuthorizationEndpoint } from './device-authorization/endpoint.ts';
import { errorPageEndpoint } from './error-page/endpoint.ts';
import { liveEndpoint, readyEndpoint } from './health/endpoint.ts';
import { faviconEndpoint, homeEndpoint } from './home/endpoint.ts';
import { introspectEndpoint } from './introspect/endpoint.ts';
import { jwksEndpoint } from './jwks/endpoint.ts';
import { oauthMetadataEndpoint, openidMetadataEndpoint } from './metadata/endpoint.ts';
import { revokeEndpoint } from './revoke/endpoint.ts';
import type { PathName } from './shared/http/paths.ts';
import type { Endpoint } from './shared/serving/endpoint.ts';
import { signOutEndpoint } from './sign-out/endpoint.ts';
import { tokenEndpoint } from './token/endpoint.ts';
import { userinfoEndpoint } from './userinfo/endpoint.ts';

export const routes: Readonly<Record<PathName, Endpoint>> = {
  token: tokenEndpoint,
  authorize: authorizeEndpoint,
  par: parEndpoint,
  signIn: signInEndpoint,
  handoff: handoffEndpoint,
  callback: callbackEndpoint,
  consent: consentEndpoint,
  device: deviceEndpoint,
  signOut: signOutEndpoint,
  deviceAuthorization: deviceAuthorizationEndpoint,
  revoke: revokeEndpoint,
  introspect: introspectEndpoint,
  userinfo: userinfoEndpoint,
  jwks: jwksEndpoint,
  oauthMetadata: oauthMetadataEndpoint,
  openidMetadata: openidMetadataEndpoint,
  wellKnownJwks: jwksEndpoint,
  home: homeEndpoint,
  favicon: faviconEndpoint,
  error: errorPageEndpoint,
  live: liveEndpoint,
  ready: readyEndpoint,
};
