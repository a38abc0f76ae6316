// A desktop app with msal-node: its own listener on a free port of localhost gets the code.
import { ProtocolMode, PublicClientApplication } from '@azure/msal-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../shared/base/clock.ts';
import { networkTo } from '../support/msal-network.ts';
import { issuer, type TestServer } from '../support/server.ts';
import { desktop, personAt, signIn, startSignIn } from '../support/sign-in.ts';

const client = { ...desktop, redirect_uris: ['http://localhost'], scope: 'openid profile reports.read' };

let server: TestServer;
beforeAll(async () => {
  server = await startSignIn({ clients: [client], clock: systemClock });
});
afterAll(() => server.close());

it('acquireTokenInteractive signs a user in, and again with a click on the account', async () => {
  const application = new PublicClientApplication({
    auth: {
      clientId: client.client_id,
      authority: issuer,
      knownAuthorities: [new URL(issuer).host],
      protocolMode: ProtocolMode.OIDC,
    },
    system: { networkClient: networkTo(server) },
  });
  const person = personAt(server);
  const acquire = (open: (address: string) => ReturnType<typeof signIn>) =>
    application.acquireTokenInteractive({
      scopes: ['openid', 'profile', 'reports.read'],
      openBrowser: async (address) => {
        const { url } = await open(address);
        expect([url.protocol, url.hostname]).toEqual(['http:', 'localhost']);
        // It redirects the browser to its last page.
        await fetch(url, { redirect: 'manual' });
      },
    });
  const first = await acquire((address) => signIn(person, address));
  expect(first).toMatchObject({ scopes: expect.arrayContaining(['reports.read']), idTokenClaims: { iss: issuer } });
  const again = await acquire(async (address) => person.submit(await person.open(address), /^Continue as/));
  expect(again.uniqueId).toBe(first.uniqueId);
});
