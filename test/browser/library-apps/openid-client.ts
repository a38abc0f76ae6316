import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as client from 'openid-client';
import type { AppSettings } from './app-settings.ts';

/** With `response_mode=form_post`, for one browser. */
export function openidClientApp({ issuer, clientId, clientSecret, origin }: AppSettings): RequestListener {
  const redirect_uri = `${origin}/callback`;
  const discovered = client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    // For http alone.
    execute: [client.allowInsecureRequests],
  });
  const [state, nonce, pkceCodeVerifier] = [
    client.randomState(),
    client.randomNonce(),
    client.randomPKCECodeVerifier(),
  ];
  let tokens: (client.TokenEndpointResponse & client.TokenEndpointResponseHelpers) | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const config = await discovered;
    const goTo = (url: URL | string) => response.writeHead(303, { Location: String(url) }).end();
    const { pathname } = new URL(request.url ?? '/', origin);
    if (pathname === '/callback') {
      const sent = new Request(redirect_uri, { method: 'POST', body: new URLSearchParams(await text(request)) });
      tokens = await client.authorizationCodeGrant(config, sent, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier,
      });
      goTo('/');
    } else if (pathname === '/logout') {
      const id_token_hint = tokens?.id_token ?? '';
      tokens = undefined;
      goTo(client.buildEndSessionUrl(config, { id_token_hint, post_logout_redirect_uri: `${origin}/bye`, state }));
    } else if (pathname === '/bye') {
      response.end('Signed out');
    } else if (tokens) {
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      const idToken = tokens.claims();
      const userinfo = await client.fetchUserInfo(config, refreshed.access_token, idToken?.sub ?? '');
      response.end(JSON.stringify({ idToken, userinfo, refreshed: refreshed.access_token !== tokens.access_token }));
    } else {
      const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
      goTo(
        client.buildAuthorizationUrl(config, {
          redirect_uri,
          scope: 'openid profile email',
          response_mode: 'form_post',
          ...{ state, nonce, code_challenge, code_challenge_method: 'S256' },
        }),
      );
    }
  }

  return (request, response) => {
    answer(request, response).catch((thrown: unknown) => response.writeHead(500).end(String(thrown)));
  };
}
