import type { RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AppSettings } from './app-settings.ts';

interface AuthConfig {
  readonly basePath: string;
  readonly secret: string;
  readonly trustHost: boolean;
  readonly providers: readonly object[];
  readonly callbacks: {
    jwt(sent: {
      readonly token: object;
      readonly account?: { readonly refresh_token?: string } | null;
      readonly profile?: object;
    }): object;
  };
}

interface AuthJs {
  Auth(request: Request, config: AuthConfig): Promise<Response>;
}

/** Not imported by name: its types would bring those of a browser into every file. */
const packageName: string = '@auth/core';
const { Auth } = (await import(packageName)) as AuthJs;

/** Its sign-out is of the app alone. What the session does not have is in the callback `jwt`, as its guide on refresh says. */
export function authJs({ issuer, clientId, clientSecret, origin }: AppSettings): RequestListener {
  let signedIn: object = {};
  const config: AuthConfig = {
    basePath: '/auth',
    secret: 'a-secret-for-the-cookies-of-the-app',
    trustHost: true,
    providers: [{ id: 'tessera', name: 'Tessera', type: 'oidc', issuer, clientId, clientSecret }],
    callbacks: {
      jwt({ token, account, profile }) {
        if (account) signedIn = { profile, hasRefreshToken: account.refresh_token !== undefined };
        return token;
      },
    },
  };
  return async (request, response) => {
    const method = request.method ?? 'GET';
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const body = method === 'POST' ? { body: new Uint8Array(await buffer(request)) } : {};
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname === '/') {
      const found = await Auth(new Request(`${origin}/auth/session`, { headers }), config);
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ session: await found.json(), ...signedIn }));
      return;
    }
    const answer = await Auth(new Request(url, { method, headers, ...body }), config);
    for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.setHeader(name, value);
    response.setHeader('Set-Cookie', answer.headers.getSetCookie());
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  };
}
