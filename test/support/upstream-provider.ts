// An OpenID provider that others wrote, where the users of a server under test sign in.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { newTestKey } from './assertions.ts';

/** Who signs in next, and what the provider says of them. */
interface UpstreamUser {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface UpstreamProvider {
  readonly issuer: string;
  /** Signs in without asking from now on; undefined: the user cancels. */
  user: UpstreamUser | undefined;
  /** What was asked of the provider, by the query of the authorization request. */
  readonly asked: URLSearchParams[];
  /** Follows the redirects of the provider as a browser does. @returns where it leads back to */
  visit(address: URL): Promise<URL>;
  /** Forgets the session of the browser there. */
  signOut(): void;
  close(): Promise<void>;
}

export const upstreamClient = { client_id: 'tessera', client_secret: 'a-secret-between-tessera-and-provider' };

const key = newTestKey('RS256', 'of-the-provider');

/** @param settings of oidc-provider, and members of its client @param redirectUris of the server under test */
export async function openUpstreamProvider(
  redirectUris: readonly string[],
  { client = {}, settings = {} }: { readonly client?: object; readonly settings?: object } = {},
): Promise<UpstreamProvider> {
  const web = createServer();
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const cookies = new Map<string, string>();
  const known = new Map<string, UpstreamUser>();
  const asked: URLSearchParams[] = [];
  const opened: { user: UpstreamUser | undefined } = { user: undefined };

  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...key.privateKey.export({ format: 'jwk' }), kid: 'of-the-provider', use: 'sig' }] },
    cookies: { keys: ['a key of the cookies'] },
    clients: [{ ...upstreamClient, redirect_uris: redirectUris, ...client }],
    claims: { profile: ['name', 'preferred_username'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    features: { devInteractions: { enabled: false } },
    interactions: { url: () => '/interaction' },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => known.get(sub) ?? { sub } }),
    async loadExistingGrant(context: {
      readonly oidc: {
        readonly client: { readonly clientId: string };
        readonly session: { readonly accountId: string };
        readonly provider: {
          readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<string> };
        };
      };
    }) {
      const { client: asking, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
    ...settings,
  });
  const listener = provider.callback();
  web.on('request', (request, response) => {
    const url = new URL(request.url ?? '', issuer);
    if (url.pathname === '/auth') asked.push(url.searchParams);
    if (url.pathname !== '/interaction') return listener(request, response);
    const { user } = opened;
    if (user) known.set(user.sub, user);
    const result = user
      ? { login: { accountId: user.sub } }
      : { error: 'access_denied', error_description: 'The user went back.' };
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  });

  async function visit(address: URL): Promise<URL> {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(address, { headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the provider answers ${answer.status}: ${await answer.text()}`);
    const next = new URL(location, address);
    return next.origin === issuer ? visit(next) : next;
  }

  return Object.assign(opened, {
    issuer,
    asked,
    visit,
    signOut: () => cookies.clear(),
    close: () =>
      new Promise<void>((resolve) => {
        web.closeAllConnections();
        web.close(() => resolve());
      }),
  });
}
