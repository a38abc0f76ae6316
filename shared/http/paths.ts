// The path of every endpoint below the issuer. Routes, metadata and error_uri derive from this table.

export const paths = {
  token: '/token',
  authorize: '/authorize',
  par: '/par',
  signIn: '/sign-in',
  handoff: '/handoff',
  callback: '/callback/{provider}',
  consent: '/consent',
  device: '/device',
  signOut: '/sign-out',
  deviceAuthorization: '/device_authorization',
  revoke: '/revoke',
  introspect: '/introspect',
  userinfo: '/userinfo',
  jwks: '/jwks',
  home: '/',
  favicon: '/favicon.ico',
  error: '/error',
  live: '/health/live',
  ready: '/health/ready',
  oauthMetadata: '/.well-known/oauth-authorization-server',
  openidMetadata: '/.well-known/openid-configuration',
  wellKnownJwks: '/.well-known/jwks.json',
} as const;

export type PathName = keyof typeof paths;

/** Two of a well-known document: RFC 8414 §3.1 puts it before the issuer path, OpenID Connect Discovery §4 after the path. */
export function hostPaths(name: PathName, issuer: string | undefined): readonly string[] {
  const path = paths[name];
  const prefix = issuer === undefined ? '' : new URL(issuer).pathname.replace(/\/$/, '');
  const below = `${prefix}${path}`.slice(1).replace(/\/$/, '');
  return prefix && path.startsWith('/.well-known/') ? [below, `${path}${prefix}`.slice(1)] : [below];
}
