// Libraries of pages, configured with issuer, client id and redirect URI, and what else each cannot do without.
import { request as httpRequest } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { selfSigned } from '../support/certificate.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openBrowser } from './browser.ts';
import { libraryPage, type PageLibrary } from './library-apps/page-scripts.ts';
import { fillIn, type Visit, visit } from './scene.ts';

const libraries = ['oidc-client-ts', 'msal-browser'] as const satisfies readonly PageLibrary[];

/** MSAL takes an https issuer only. */
let front: OtherServer;
let pages: OtherServer;
let origin: string;
let issuer: string;
let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  front = await openOtherServer(selfSigned('localhost'));
  pages = await openOtherServer(selfSigned('localhost'));
  origin = `https://localhost:${pages.port}`;
  issuer = `https://localhost:${front.port}`;
  server = await startServer({
    clock: systemClock,
    environment: { ISSUER: issuer },
    // As `clients add` writes a record for a page.
    clients: libraries.map((client_id) => ({
      client_id,
      token_endpoint_auth_method: 'none',
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [`${origin}/${client_id}`],
      post_logout_redirect_uris: [`${origin}/${client_id}`],
      scope: 'openid profile email',
      id_token_claims: true,
    })),
  });
  front.answer((request, response) => {
    const { method, headers, url = '/' } = request;
    const sent = httpRequest(new URL(url, server.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(sent);
  });
  const documents = new Map<string, string>();
  for (const clientId of libraries)
    documents.set(`/${clientId}`, await libraryPage(clientId, { issuer, clientId, origin }));
  pages.answer(({ url = '/' }, response) => {
    response.setHeader('Content-Type', 'text/html').end(documents.get(new URL(url, origin).pathname));
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await Promise.all([front.close(), pages.close(), server.close()]);
});

/** Calls what the page's script offers. */
function call(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(expression);
}

async function atApp({ page }: Visit, library: PageLibrary): Promise<void> {
  await page.waitForURL((url) => url.origin === origin && url.pathname === `/${library}`);
}

it.each(libraries)('%s signs in, refreshes, reads userinfo and signs out', async (library) => {
  const visited = await visit({ browser, server }, { ignoreHTTPSErrors: true });
  const { page, username, complaints } = visited;
  const profile = { name: 'Ada Lovelace', preferred_username: username, email: `${username}@example.com` };
  await page.goto(`${origin}/${library}`);
  expect(await call(page, 'app.ready')).toBe(null);
  await Promise.all([page.waitForURL(`${issuer}/**`), call(page, 'void app.signIn()')]);
  await fillIn(visited);
  await atApp(visited, library);
  const signedIn = await call(page, 'app.ready');
  expect(signedIn).toMatchObject({ profile, ...(library === 'msal-browser' && { username, name: 'Ada Lovelace' }) });
  expect(await call(page, 'app.refresh()')).toMatchObject({ profile });
  expect(await call(page, 'app.refresh().then(({ accessToken }) => app.userinfo(accessToken))')).toMatchObject(profile);
  const signedOut = page.waitForRequest((request) => request.url().startsWith(`${issuer}/sign-out?`));
  await call(page, 'void app.signOut()');
  await signedOut;
  await atApp(visited, library);
  await page.goto(`${issuer}/sign-out`);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are signed out');
  expect(complaints).toEqual([]);
  await visited.close();
});
