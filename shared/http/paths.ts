// Every endpoint's path below the issuer. Routes, metadata and error_uri read it from here.

export const paths = {
  token: '/token',
  authorize: '/authorize',
  signIn: '/sign-in',
  consent: '/consent',
  signOut: '/sign-out',
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

/**
 * Where an endpoint stands on its host, without the leading slash. An issuer with a path /p has everything below p/, and
 * each well-known document in both forms: RFC 8414 §3.1 inserts it before the path, OpenID Discovery §4 appends it.
 * Without an issuer everything stands at the root.
 */
export function hostPaths(name: PathName, issuer: string | undefined): readonly string[] {
  const path = paths[name];
  const prefix = issuer === undefined ? '' : new URL(issuer).pathname.replace(/\/$/, '');
  const below = `${prefix}${path}`.slice(1).replace(/\/$/, '');
  return prefix && path.startsWith('/.well-known/') ? [below, `${path}${prefix}`.slice(1)] : [below];
}
