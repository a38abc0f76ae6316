// Sign-in at GitHub, which is a stand-in with its answers: OAuth 2.0 with PKCE, and an API for the rest.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { listUsers } from '../../shared/users/user-store.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import { authorizePath, expectCode, startSignIn } from '../support/sign-in.ts';

let server: TestServer;
let gitHub: OtherServer;
let person: Person;
/** Path, method, `Authorization` and body of each request. */
let asked: { readonly path: string; readonly authorization: string | undefined; readonly body: URLSearchParams }[];
let answers: Record<string, unknown>;

beforeAll(async () => {
  gitHub = await openOtherServer();
  server = await startSignIn({ isIssuerUrl: true });
  const scope = 'read:user user:email read:org';
  await addProvider(
    {
      id: 'github',
      type: 'github',
      issuer: gitHub.url,
      client_id: 'Iv1.0',
      client_secret: 'of-github',
      label: 'GitHub',
      scope,
      allowed_groups: ['acme'],
    },
    server.service,
  );
});
afterAll(async () => {
  await Promise.all([server.close(), gitHub.close()]);
});
beforeEach(() => {
  person = openPerson(server.url, [server]);
  asked = [];
  answers = {
    '/login/oauth/access_token': { access_token: 'gho_0123456789', token_type: 'bearer', scope: 'read:user' },
    '/api/v3/user': { id: 583231, login: 'octocat', name: 'The Octocat', email: 'public@profile.example' },
    '/api/v3/user/emails': [
      { email: 'other@example.com', primary: false, verified: true },
      { email: 'octocat@example.com', primary: true, verified: true },
    ],
    '/api/v3/user/orgs?per_page=100': [{ login: 'acme', id: 1 }],
  };
  gitHub.answer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const body = new URLSearchParams(Buffer.concat(chunks).toString());
      asked.push({ path, authorization: headers.authorization, body });
      const answer = answers[path];
      if (answer === undefined) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
});

const begin = (changes = {}) => person.open(authorizePath({ idp: 'github', ...changes }));

/** Back from GitHub with a code, or with what is given. */
function back(place: Place, changes: Readonly<Record<string, string>> = { code: 'c0de' }): Promise<Place> {
  const sent = { state: place.url.searchParams.get('state') ?? '', ...changes };
  return person.open(`/callback/github?${new URLSearchParams(sent)}`);
}

async function records(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const { record } of listUsers(server.service.store)) found.push(record);
  return found;
}

function expectProblem({ status, text }: Place, name: keyof typeof catalogue): void {
  expect([status, text]).toEqual([
    catalogue[name].status,
    expect.stringContaining(`error_codes: ${catalogue[name].number}`),
  ]);
}

it('signs a user in by the id of GitHub, with the verified address', async () => {
  const place = await begin({ login_hint: 'octocat', prompt: 'select_account' });
  expect(`${place.url.origin}${place.url.pathname}`).toBe(`${gitHub.url}/login/oauth/authorize`);
  const { state, code_challenge: challenge, ...query } = Object.fromEntries(place.url.searchParams);
  expect(query).toEqual({
    response_type: 'code',
    client_id: 'Iv1.0',
    redirect_uri: `${server.url}/callback/github`,
    scope: 'read:user user:email read:org',
    code_challenge_method: 'S256',
    login: 'octocat',
    prompt: 'select_account',
  });
  expectCode(await back(place), undefined, undefined, server.url);
  const [token, ...api] = asked;
  const { code_verifier: verifier = '', ...body } = Object.fromEntries(token?.body ?? []);
  expect(body).toEqual({
    client_id: 'Iv1.0',
    client_secret: 'of-github',
    code: 'c0de',
    redirect_uri: `${server.url}/callback/github`,
  });
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(challenge);
  expect(api.map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer gho_0123456789'));
  expect(await records()).toContainEqual(
    expect.objectContaining({
      login: 'octocat',
      name: 'The Octocat',
      email: 'octocat@example.com',
      email_verified: true,
      accounts: [{ provider: 'github', subject: '583231' }],
    }),
  );
});

it('knows no address if none is verified', async () => {
  answers['/api/v3/user'] = { id: 2, login: 'mona', email: 'public@profile.example' };
  answers['/api/v3/user/emails'] = [{ email: 'mona@example.com', primary: true, verified: false }];
  expectCode(await back(await begin()), undefined, undefined, server.url);
  const mona = (await records()).find((each) => JSON.stringify(each).includes('"mona"'));
  expect(mona).not.toHaveProperty('email');
});

it('lets nobody in who is not in an allowed organisation', async () => {
  answers['/api/v3/user/orgs?per_page=100'] = [{ login: 'acme2' }];
  expectProblem(await back(await begin()), 'UserNotAdmitted');
});

it.each<[string, Record<string, unknown>, keyof typeof catalogue]>([
  [
    'an error with the status 200',
    { '/login/oauth/access_token': { error: 'bad_verification_code', error_description: 'The code is incorrect.' } },
    'ProviderRefused',
  ],
  ['no access token', { '/login/oauth/access_token': {} }, 'ProviderAnswerInvalid'],
  ['an id that is no number', { '/api/v3/user': { id: '583231', login: 'octocat' } }, 'ProviderAnswerInvalid'],
  ['no user', { '/api/v3/user': undefined }, 'ProviderRefused'],
])('is refused for %s', async (_, changes, name) => {
  Object.assign(answers, changes);
  expectProblem(await back(await begin()), name);
});

it.each<[string, Record<string, string>, keyof typeof catalogue]>([
  [
    'the user denied it',
    { error: 'access_denied', error_description: 'The user has denied access.' },
    'ProviderCancelled',
  ],
  ['another error', { error: 'application_suspended' }, 'ProviderRefused'],
  ['the iss of another server', { code: 'c0de', iss: 'https://evil.example' }, 'ProviderAnswerInvalid'],
  ['no code', {}, 'ProviderAnswerInvalid'],
])('redeems nothing if it returns %s', async (_, changes, name) => {
  expectProblem(await back(await begin(), changes), name);
  expect(asked).toEqual([]);
});

it.each([{ prompt: 'login' }, { max_age: '60' }])('cannot prove a new sign-in: %j', async (changes) => {
  expectProblem(await begin(changes), 'ProviderNotFresh');
});
