// A web application on a separate origin that signs its users in with openid-client, and its pages.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as openidClient from 'openid-client';
import { appSecret } from '../support/sign-in.ts';

export interface RelyingApp {
  /** Another site than the issuer's: `localhost`, where that is 127.0.0.1. */
  readonly origin: string;
  /** The result of each page: the signed-in user, or the error. */
  readonly told: string[];
  close(): Promise<void>;
}

/** @param form what was posted, if it was */
type ShowPage = (url: URL, response: ServerResponse, form?: string) => Promise<void>;

/** Request parameters in addition to the app's own. */
type Changes = Readonly<Record<string, string>>;

/**
 * Its pages:
 * - `/` leads to `/login`, which sends the browser to the issuer with whatever its query has, and `method=post` by a form;
 * - `/callback` gets the code, by GET or POST, redeems it, verifies the id token, asks /userinfo and says who it is;
 * - `/onward` hands what it gets on to another origin, where `/callback` is too, and `/installed` to the scheme of an app;
 * - `/spa` does it all in a script, with a separate window for the pages of the issuer, as MSAL.js does;
 * - `/frame?src=…` frames another page.
 */
export async function startRelyingApp(): Promise<RelyingApp & { connect(issuer: string): Promise<void> }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const page = pages[url.pathname] ?? notFound;
    const isPosted = request.method === 'POST';
    const shown = isPosted ? text(request).then((form) => page(url, response, form)) : page(url, response);
    void shown.catch((thrown: unknown) => {
      tell(response, `failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // The address of a server that listens on a port.
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const configurations = new Map<string, openidClient.Configuration>();
  const sent = new Map<string, { readonly client: string; readonly verifier: string; readonly nonce: string }>();
  const told: string[] = [];
  let issuerUrl = '';

  const pages: Readonly<Record<string, ShowPage>> = {
    '/': async ({ search }, response) => show(response, `<a href="/login${search}">Sign in</a>`),
    '/login': login,
    '/callback': callback,
    '/onward': async ({ search }, response, form) => {
      // With 307 the browser posts the form there.
      response
        .writeHead(form === undefined ? 302 : 307, {
          Location: `${origin.replace('localhost', '127.0.0.1')}/callback${search}`,
        })
        .end();
    },
    '/installed': async ({ search }, response) => {
      response.writeHead(307, { Location: `x-app://callback${search}` }).end();
    },
    '/spa': async (_url, response) =>
      show(response, `<button>Sign in</button><p role="status"></p>${script(issuerUrl)}`),
    '/frame': async ({ searchParams }, response) =>
      show(response, `<iframe title="framed" src="${escaped(searchParams.get('src') ?? '')}"></iframe>`),
  };

  async function login({ searchParams }: URL, response: ServerResponse): Promise<void> {
    const { client = 'app', method, ...changes }: Changes = Object.fromEntries(searchParams);
    const verifier = openidClient.randomPKCECodeVerifier();
    const state = openidClient.randomState();
    const nonce = openidClient.randomNonce();
    sent.set(state, { client, verifier, nonce });
    const address = openidClient.buildAuthorizationUrl(configurationOf(client), {
      redirect_uri: `${origin}/${client === 'onward' || client === 'installed' ? client : 'callback'}`,
      scope: 'openid profile reports.read',
      code_challenge: await openidClient.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...changes,
    });
    if (method !== 'post') return void response.writeHead(302, { Location: address.href }).end();
    const fields = [...address.searchParams].map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
    );
    const action = `${address.origin}${address.pathname}`;
    show(response, `<form method="post" action="${action}">${fields.join('')}<button>Sign in</button></form>`);
  }

  async function callback(url: URL, response: ServerResponse, form?: string): Promise<void> {
    // The browser does not send a fragment, so a script does.
    if (url.search === '' && form === undefined) {
      return show(response, "<script>location.replace('/callback?' + location.hash.slice(1))</script>");
    }
    const state = (form === undefined ? url.searchParams : new URLSearchParams(form)).get('state') ?? '';
    const { client = '', verifier = '', nonce = '' } = sent.get(state) ?? {};
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answered = form === undefined ? url : new Request(url, { method: 'POST', headers, body: form });
    try {
      const tokens = await openidClient.authorizationCodeGrant(configurationOf(client), answered, {
        pkceCodeVerifier: verifier,
        expectedNonce: nonce,
        expectedState: state,
        idTokenExpected: true,
      });
      const { sub = '' } = tokens.claims() ?? {};
      const { name } = await openidClient.fetchUserInfo(configurationOf(client), tokens.access_token, sub);
      tell(response, `signed in: ${name} (${tokens.scope})`);
    } catch (thrown) {
      if (!(thrown instanceof openidClient.AuthorizationResponseError)) throw thrown;
      tell(response, `refused: ${thrown.error}`);
    }
  }

  function configurationOf(client: string): openidClient.Configuration {
    const configuration = configurations.get(client);
    if (!configuration) throw new Error(`this app has no client ${client}`);
    return configuration;
  }

  function tell(response: ServerResponse, text: string): void {
    told.push(text);
    show(response, `<p role="status">${escaped(text)}</p>`);
  }

  return {
    origin,
    told,
    async connect(issuer) {
      issuerUrl = issuer;
      const execute = [openidClient.allowInsecureRequests, openidClient.enableNonRepudiationChecks];
      for (const client of ['app', 'asking', 'onward', 'installed']) {
        const secret = openidClient.ClientSecretBasic(appSecret);
        configurations.set(client, await openidClient.discovery(new URL(issuer), client, {}, secret, { execute }));
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The window is watched until it comes back to this origin; the code is redeemed across origins. */
function script(issuer: string): string {
  return `<script type="module">
const status = document.querySelector('[role=status]');
const encoded = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
document.querySelector('button').onclick = async () => {
  const popup = open('about:blank', 'sign-in', 'popup,width=480,height=640');
  const verifier = encoded(crypto.getRandomValues(new Uint8Array(32)));
  const challenge = encoded(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  const own = { client_id: 'spa', redirect_uri: location.origin + '/spa' };
  popup.location = '${issuer}/authorize?' + new URLSearchParams({ ...own, response_type: 'code', response_mode: 'fragment',
    scope: 'openid reports.read', state: verifier, code_challenge: challenge, code_challenge_method: 'S256' });
  const timer = setInterval(async () => {
    if (popup.closed) {
      clearInterval(timer);
      status.textContent = 'the window was closed';
      return;
    }
    let fragment;
    try {
      fragment = popup.location.hash;
    } catch {
      return; // The window still shows another origin.
    }
    if (fragment === '') return;
    clearInterval(timer);
    popup.close();
    const { code, error } = Object.fromEntries(new URLSearchParams(fragment.slice(1)));
    const body = new URLSearchParams({ ...own, grant_type: 'authorization_code', code, code_verifier: verifier });
    const answer = error ?? await (await fetch('${issuer}/token', { method: 'POST', body })).json();
    status.textContent = answer.access_token ? 'signed in: ' + answer.scope : 'refused: ' + (answer.error ?? answer);
  }, 50);
};
</script>`;
}

function show(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
  // With an inline icon, so that the browser requests none.
  response.end(`<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>App</title>${body}</html>`);
}

async function notFound(_url: URL, response: ServerResponse): Promise<void> {
  response.writeHead(404).end();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
