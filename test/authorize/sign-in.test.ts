import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../support/page.ts';
import { expectRefusal, postToken } from '../support/request.ts';
import { type TestServer, verifier } from '../support/server.ts';
import { appSecret, authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startSignIn();
});
afterAll(() => server.close());

describe('a user who signs in', () => {
  it('is sent to the app with a code, which can be exchanged for tokens', async () => {
    const person = personAt(server);
    const page = await person.open(authorizePath());
    expect(page.status, page.text).toBe(200);
    expect(textOf(page.text)).toContain('Sign in to continue to Reports for you');
    const code = expectCode(await signIn(person));
    const answer = await postToken(server, {
      grant_type: 'authorization_code',
      client_id: 'app',
      client_secret: appSecret,
      code,
      redirect_uri: 'https://app.example/callback',
      code_verifier: verifier,
    });
    expect(answer.status).toBe(200);
  });

  it('brings a code that is bound to the redirect URI of its request when there is no PKCE (RFC 6749 §4.1.3)', async () => {
    const person = personAt(server);
    const plain = { client_id: 'classic', code_challenge: undefined, code_challenge_method: undefined };
    await signIn(person);
    const redeem = async (redirect_uri?: string) => {
      const code = expectCode(await person.open(authorizePath(plain)));
      const form = { grant_type: 'authorization_code', client_id: 'classic', client_secret: appSecret, code };
      return postToken(server, redirect_uri === undefined ? form : { ...form, redirect_uri });
    };
    expect((await redeem('https://app.example/callback')).status).toBe(200);
    expectRefusal(await redeem(), 'RedirectUriMismatch', 'The redirect_uri is missing.');
    expectRefusal(await redeem('http://127.0.0.1:7080/callback'), 'RedirectUriMismatch', 'does not match the one');
  });
});
