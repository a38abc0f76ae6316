// Apps other than web sites: on the user's own machine, in a script with a window for the sign-in, in a frame.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifier } from '../support/server.ts';
import { authorizePath } from '../support/sign-in.ts';
import { expectSignedIn, fillIn, openScene, type Scene, type Visit, visit } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());

let visited: Visit;
beforeEach(async () => {
  visited = await visit(scene);
});
afterEach(() => visited.close());

const ofDesktop = (redirect_uri: string) =>
  `${scene.server.url}${authorizePath({ client_id: 'desktop', redirect_uri })}`;

describe('an app on the user’s own machine (RFC 8252 §7)', () => {
  it.each(['127.0.0.1', '[::1]'])('gets its code at a port of http://%s, and redeems it', async (host) => {
    const { page, complaints } = visited;
    const received: URL[] = [];
    const listener = createServer((request, response) => {
      received.push(new URL(request.url ?? '', `http://${host}`));
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<link rel="icon" href="data:,">Back to the app');
    });
    listener.listen(0, host.replace(/[[\]]/g, ''));
    await once(listener, 'listening');
    // The address of a server that listens on a port.
    const redirect_uri = `http://${host}:${(listener.address() as AddressInfo).port}/callback`;
    await page.goto(ofDesktop(redirect_uri));
    await fillIn(visited);
    await page.waitForURL(`${redirect_uri}?*`);
    // The user is signed in already and only clicks.
    await page.goto(ofDesktop(redirect_uri));
    await page.getByRole('button', { name: 'Continue as Ada Lovelace' }).click();
    await page.waitForURL(`${redirect_uri}?*`);
    for (const { searchParams } of received) {
      const code = searchParams.get('code') ?? '';
      const body = {
        grant_type: 'authorization_code',
        client_id: 'desktop',
        redirect_uri,
        code,
        code_verifier: verifier,
      };
      const answer = await fetch(`${scene.server.url}/token`, { method: 'POST', body: new URLSearchParams(body) });
      expect(await answer.json()).toMatchObject({ token_type: 'Bearer', scope: 'openid reports.read' });
    }
    expect(received).toHaveLength(2);
    expect(complaints).toEqual([]);
    listener.closeAllConnections();
    listener.close();
  });

  it('gets its code at a private-use URI scheme: only the missing app stops the redirect', async () => {
    const { page, complaints } = visited;
    const requested = () => page.waitForRequest(/^com\.example\.desktop:/);
    await page.goto(ofDesktop('com.example.desktop:/callback'));
    const [first] = await Promise.all([requested(), fillIn(visited)]);
    expect(first.url()).toMatch(/^com\.example\.desktop:\/callback\?code=[\w.-]+&state=/);
    expect(complaints).toEqual([]);
  });
});

describe('a script that opens a window for the sign-in', () => {
  it('reads the code from that window, and redeems it from its own origin', async () => {
    const { page, context, complaints } = visited;
    await page.goto(`${scene.app.origin}/spa`);
    const [popup] = await Promise.all([context.waitForEvent('page'), page.getByRole('button').click()]);
    await fillIn({ ...visited, page: popup });
    await expect
      .poll(() => page.getByRole('status').textContent(), { timeout: 300_000 })
      .toBe('signed in: openid reports.read');
    expect(complaints).toEqual([]);
  });
});

/** In Chromium `form-action` applies to every redirect after a form, from any origin. */
describe.each([true, false])('an app whose callback redirects at once (JavaScript: %s)', (javaScriptEnabled) => {
  let lone: Visit;
  beforeEach(async () => {
    lone = await visit(scene, { javaScriptEnabled });
  });
  afterEach(() => lone.close());

  /** The forms that lead from this server to the app: password, account, consent. */
  const forms = [
    ['sign-in', '', () => fillIn(lone)],
    ['"Continue as"', '&prompt=select_account', () => press(/^Continue as/)],
    ['consent', '&prompt=consent', () => press(/^Allow/)],
  ] as const;

  const press = (name: RegExp) => lone.page.getByRole('button', { name }).click();

  async function openForm(client: string, asked: string): Promise<void> {
    if (asked !== '') {
      await lone.page.goto(`${scene.app.origin}/login`);
      await fillIn(lone);
      await expectSignedIn(lone.page, scene);
    }
    await lone.page.goto(`${scene.app.origin}/login?client=${client}${asked}`);
  }

  it.each(forms)('to a third origin gets the user there after the form of %s', async (_form, asked, submit) => {
    await openForm('onward', asked);
    await submit();
    await lone.page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/callback\?code=/);
    expect(lone.complaints).toEqual([]);
  });

  it.each(forms)('to its own scheme reaches that scheme after the form of %s', async (_form, asked, submit) => {
    await openForm('installed', asked);
    const [request] = await Promise.all([lone.page.waitForRequest(/^x-app:/), submit()]);
    expect(request.url()).toMatch(/^x-app:\/\/callback\/?\?code=[\w.-]+&state=/);
    expect(lone.complaints).toEqual([]);
  });
});

describe('a script of another origin', () => {
  it('may send tracing headers to the metadata, the keys and /token', async () => {
    const { page, complaints } = visited;
    await page.goto(`${scene.app.origin}/spa`);
    const traced = { tracestate: 'a=b', baggage: 'c=d', 'x-requested-with': 'XMLHttpRequest', 'request-id': '|e' };
    const statusOf = (path: string, init: object) =>
      page.evaluate(
        `fetch(${JSON.stringify(`${scene.server.url}${path}`)}, ${JSON.stringify(init)}).then(({ status }) => status)`,
      );
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: 'Basic YTpi' };
    expect(await statusOf('/.well-known/openid-configuration', { headers: traced })).toBe(200);
    expect(await statusOf('/jwks', { headers: traced })).toBe(200);
    const body = 'grant_type=client_credentials';
    expect(await statusOf('/token', { method: 'POST', headers: { ...traced, ...form }, body })).toBe(401);
    expect(complaints).toEqual([]);
  });
});

describe('a page of another site (RFC 9700 §4.16)', () => {
  it('cannot frame the sign-in page', async () => {
    const { page, complaints } = visited;
    const src = `${scene.server.url}${authorizePath({ redirect_uri: `${scene.app.origin}/callback` })}`;
    await page.goto(`${scene.app.origin}/frame?src=${encodeURIComponent(src)}`);
    const [, frame] = page.frames();
    expect(await frame?.locator('input').count()).toBe(0);
    expect(complaints).toEqual([expect.stringContaining("frame-ancestors 'none'")]);
  });

  // Libraries renew tokens like this without a refresh token: oidc-client-ts, MSAL.js.
  it('gets login_required in a hidden frame, as docs/sign-in.md says', async () => {
    const { page, complaints } = visited;
    await page.goto(`${scene.app.origin}/login`);
    await fillIn(visited);
    await expectSignedIn(page, scene);
    await page.goto(`${scene.app.origin}/frame?src=${encodeURIComponent('/login?prompt=none')}`);
    const status = page.frameLocator('iframe').getByRole('status');
    await expect.poll(() => status.textContent(), { timeout: 300_000 }).toBe('refused: login_required');
    await page.goto(`${scene.app.origin}/login?prompt=none`);
    await expectSignedIn(page, scene);
    expect(complaints).toEqual([]);
  });
});
