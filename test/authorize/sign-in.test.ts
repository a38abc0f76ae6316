import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../support/page.ts';
import { postToken } from '../support/request.ts';
import { type TestServer, verifier } from '../support/server.ts';
import { appSecret, authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startSignIn();
});
afterAll(() => server.close());

describe('a person who signs in', () => {
  it('gets to the app with a code, which is good for tokens', async () => {
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
});
