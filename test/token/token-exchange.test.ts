// RFC 8693 §2 and §4: exchange of access tokens of this server.
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { apiSecret, webSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import {
  accessTokenType,
  billingApi,
  exchangeClients,
  exchangeToken,
  reportsApi,
  tokenExchange,
} from '../support/exchanges.ts';
import { revoke, signIn } from '../support/grants.ts';
import {
  basic,
  expectIntrospection,
  expectRefusal,
  expectTokenHeaders,
  postAsJob,
  postForm,
  postToken,
  send,
  type TestAnswer,
} from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { verifyToken } from './verify.ts';

let clock: TestClock;
const jwtType = 'urn:ietf:params:oauth:token-type:jwt';

/** A client whose tokens are for its own API, so that it can exchange them again and again. */
const loop = {
  client_id: 'loop',
  client_secret: apiSecret,
  grant_types: [tokenExchange, 'client_credentials'],
  introspects: ['https://loop.example'],
  scope: 'turn',
  default_scope: 'turn',
  resource: ['https://loop.example'],
  token_exchange: [
    { subject_token: { audience: 'https://loop.example' }, resource: 'https://loop.example', scope: 'turn' },
  ],
};

/** As the API of the reports, but without its grant or its rules. */
const notGranted = {
  ...reportsApi,
  client_id: 'not-granted',
  grant_types: ['client_credentials'],
  scope: 'a',
  resource: ['https://other.example'],
};
const withoutRules = { ...reportsApi, client_id: 'without-rules', token_exchange: [] };

/** Registered for /userinfo, which is an audience of tokens for every API. */
const nosy = {
  ...reportsApi,
  client_id: 'nosy',
  introspects: [`${issuer}/userinfo`],
  token_exchange: [
    { subject_token: { audience: `${issuer}/userinfo` }, resource: 'https://billing.example', scope: 'billing.read' },
  ],
};

/** Would like a token for /userinfo. */
const greedy = {
  ...reportsApi,
  client_id: 'greedy',
  token_exchange: [
    { subject_token: { audience: 'https://reports.example' }, resource: `${issuer}/userinfo`, scope: 'a' },
  ],
};

/** A help desk, whose tokens name the person who acts. */
const desk = {
  client_id: 'desk',
  client_secret: apiSecret,
  grant_types: [tokenExchange, 'client_credentials'],
  scope: 'desk',
  default_scope: 'desk',
  resource: ['https://desk.example'],
  introspects: ['https://reports.example', 'https://billing.example'],
  token_exchange: [
    {
      subject_token: { audience: 'https://reports.example' },
      resource: 'https://billing.example',
      scope: 'billing.read',
      actor: 'actor_token',
    },
  ],
};

const server = useServer(() => {
  clock = testClock();
  return { clients: [...exchangeClients, desk, loop, notGranted, withoutRules, nosy, greedy], clock };
});
const now = () => Math.floor(clock.now() / 1000);

let userToken: string;
let refreshToken: string;
beforeEach(async () => {
  ({ accessToken: userToken, refreshToken } = await signIn(server));
});

/** The whole answer (RFC 8693 §2.2.1). */
function expectExchanged(answer: TestAnswer, scope: string, expiresIn = 3600): void {
  expect(answer.json, answer.text).toEqual({
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    issued_token_type: accessTokenType,
    token_type: 'Bearer',
    expires_in: expiresIn,
    scope,
  });
  expect(answer.status).toBe(200);
  expectTokenHeaders(answer);
}

describe('the token of a user', () => {
  it('is exchanged for a token of the other API that names the user and the actor', async () => {
    const answer = await exchangeToken(server, userToken, { scope: 'billing.read' });
    expectExchanged(answer, 'billing.read');
    const { payload } = await verifyToken(server, answer.json.access_token, {
      typ: 'at+jwt',
      alg: 'ES256',
      audience: 'https://billing.example',
    });
    expect(payload).toEqual({
      iss: issuer,
      aud: 'https://billing.example',
      sub: 'u_ada',
      client_id: 'reports-api',
      iat: now(),
      exp: now() + 3600,
      jti: expect.stringMatching(/^\d{8}-[\w-]{22}$/),
      scope: 'billing.read',
      auth_time: now(),
      act: { sub: 'reports-api' },
      exchanged_from: [{ jti: decodeJwt(userToken).jti, client_id: 'web', sub: 'u_ada', since: now() }],
    });
  });

  it('gets the scope of the first rule that fits when the request names none, and the first resource', async () => {
    expectExchanged(await exchangeToken(server, userToken), 'billing.read billing.write');
  });

  it('may be named as a JWT, and a JWT may be asked for', async () => {
    const changes = { subject_token_type: jwtType, requested_token_type: jwtType, resource: 'https://mail.example' };
    expectExchanged(await exchangeToken(server, userToken, changes), 'mail.send');
  });

  it('works again: each exchange is a new token', async () => {
    const answers = [await exchangeToken(server, userToken), await exchangeToken(server, userToken)];
    expect(new Set(answers.map(({ json }) => decodeJwt(json.access_token).jti)).size).toBe(2);
  });

  it('is refused once it has expired, and the new token never outlives it', async () => {
    clock.advance(3590);
    const late = await exchangeToken(server, userToken);
    expectExchanged(late, 'billing.read billing.write', 10);
    expect(decodeJwt(late.json.access_token).exp).toBe(decodeJwt(userToken).exp);
    clock.advance(10);
    expectRefusal(await exchangeToken(server, userToken), 'SubjectTokenExpired', 'The subject_token has expired.');
  });

  it('is refused once it is revoked', async () => {
    await revoke(server, refreshToken);
    expectRefusal(await exchangeToken(server, userToken), 'SubjectTokenExpired', 'The subject_token is revoked.');
  });

  it('leaves in the log who acts for whom, and at which grant', async () => {
    const { json } = await exchangeToken(server, userToken, { resource: 'https://billing.example' });
    await exchangeToken(server, json.access_token, {}, billingApi.client_id);
    const grant_id = String(decodeJwt(userToken).jti).split('.')[0];
    const common = { outcome: 'success', grant_type: tokenExchange, subject: 'u_ada' };
    const lines = server.log.filter(({ endpoint }) => endpoint === 'token').slice(-2);
    expect(lines[0]).toMatchObject({ ...common, client_id: 'reports-api', actor: 'reports-api', grant_id });
    expect(lines[1]).toMatchObject({
      ...common,
      client_id: 'billing-api',
      actor: 'billing-api < reports-api',
      grant_id,
    });
    expect(JSON.stringify(lines)).not.toContain(userToken.slice(-20));
  });
});

describe('the token of a client that acts for itself', () => {
  it('is exchanged too: its subject is that client, and it has no auth_time', async () => {
    const { json } = await postAsJob(server, { scope: 'reports.read' });
    const answer = await exchangeToken(server, json.access_token);
    expectExchanged(answer, 'billing.read');
    const claims = decodeJwt(answer.json.access_token);
    expect(claims).toMatchObject({ sub: 'nightly-report', client_id: 'reports-api', act: { sub: 'reports-api' } });
    expect(claims).not.toHaveProperty('auth_time');
  });

  it('is refused once it is revoked', async () => {
    const { json } = await postAsJob(server, { scope: 'reports.read' });
    const form = { token: json.access_token };
    await postForm(server, '/revoke', form, {
      Authorization: basic('nightly-report', 'a-secret-of-the-nightly-report-job'),
    });
    expectRefusal(await exchangeToken(server, json.access_token), 'SubjectTokenExpired', 'is revoked');
  });
});

describe('a chain of APIs', () => {
  async function billingToken(): Promise<string> {
    return (await exchangeToken(server, userToken, { resource: 'https://billing.example' })).json.access_token;
  }

  it('nests the actors, the last one outermost (RFC 8693 section 4.1)', async () => {
    const answer = await exchangeToken(server, await billingToken(), {}, billingApi.client_id);
    expectExchanged(answer, 'ledger.write');
    expect(decodeJwt(answer.json.access_token)).toMatchObject({
      sub: 'u_ada',
      aud: 'https://ledger.example',
      client_id: 'billing-api',
      act: { sub: 'billing-api', act: { sub: 'reports-api' } },
    });
  });

  it('is described by introspection with its actors, and without the tokens that it came from', async () => {
    const { json } = await exchangeToken(server, await billingToken(), {}, billingApi.client_id);
    const answer = await postForm(
      server,
      '/introspect',
      { token: json.access_token },
      { Authorization: basic('ledger-api', apiSecret) },
    );
    expectIntrospection(answer, {
      iss: issuer,
      sub: 'u_ada',
      client_id: 'billing-api',
      scope: 'ledger.write',
      iat: now(),
      exp: now() + 3600,
      auth_time: now(),
      aud: 'https://ledger.example',
      jti: decodeJwt(json.access_token).jti,
      token_type: 'Bearer',
      act: { sub: 'billing-api', act: { sub: 'reports-api' } },
    });
  });

  it('adds no actor where the record allows impersonation, and keeps those from before', async () => {
    const target = { resource: 'https://archive.example' };
    const { json } = await exchangeToken(server, await billingToken(), target, billingApi.client_id);
    expect(decodeJwt(json.access_token)).toMatchObject({ sub: 'u_ada', act: { sub: 'reports-api' } });
  });

  it('ends after five exchanges', async () => {
    const { json } = await postToken(
      server,
      { grant_type: 'client_credentials' },
      { Authorization: basic(loop.client_id, apiSecret) },
    );
    let token: string = json.access_token;
    for (let turn = 0; turn < 5; turn += 1) {
      token = (await exchangeToken(server, token, {}, loop.client_id)).json.access_token;
    }
    expect(decodeJwt(token).exchanged_from).toHaveLength(5);
    expectRefusal(
      await exchangeToken(server, token, {}, loop.client_id),
      'TooManyExchanges',
      'The new token would come from more than 5 tokens, one after another.',
    );
  });

  it('gives nothing at /userinfo', async () => {
    const { status, json } = await send(server, '/userinfo', {
      headers: { Authorization: `Bearer ${await billingToken()}` },
    });
    expect([status, json.error_description]).toEqual([401, expect.stringContaining('is for an API alone')]);
  });
});

describe('the target', () => {
  it.each([
    ['resource', { resource: 'https://mail.example' }],
    ['audience (RFC 8693 section 2.1)', { audience: 'https://mail.example' }],
    [
      'both, if they are the same',
      { resource: 'https://mail.example', audience: ['HTTPS://mail.example/', 'https://mail.example'] },
    ],
  ])('is named by %s', async (_, changes) => {
    expectExchanged(await exchangeToken(server, userToken, changes), 'mail.send');
  });

  it.each([
    [
      'an API of no rule',
      { resource: 'https://files.example' },
      'InvalidResource',
      'The resource https://files.example is not allowed for this client. Allowed: https://billing.example',
    ],
    [
      'an audience of no rule',
      { audience: 'ledger' },
      'InvalidResource',
      'The resource ledger is not allowed for this client.',
    ],
    [
      'two APIs',
      { resource: ['https://mail.example', 'https://billing.example'] },
      'SeveralResources',
      'several resources',
    ],
    [
      'an API and another audience',
      { resource: 'https://mail.example', audience: 'https://billing.example' },
      'SeveralResources',
      'several resources',
    ],
    ['no URI', { resource: 'mail' }, 'InvalidResource', 'must be an absolute URI'],
    ['an audience with spaces', { audience: 'a b' }, 'InvalidResource', 'The parameter audience is malformed.'],
  ] as const)('that is %s is refused', async (_, changes, row, description) => {
    expectRefusal(await exchangeToken(server, userToken, changes), row, description);
  });

  it('is never /userinfo', async () => {
    for (const resource of [undefined, `${issuer}/userinfo`]) {
      expectRefusal(
        await exchangeToken(server, userToken, { resource }, greedy.client_id),
        'InvalidResource',
        'No resource is allowed.',
      );
    }
  });
});

describe('the scope', () => {
  it.each(['openid', 'billing.read openid', 'reports.read', 'mail.send', 'billing.read billing.refund'])(
    'of a request that goes beyond the rule is refused: %s',
    async (scope) => {
      expectRefusal(
        await exchangeToken(server, userToken, { scope }),
        'InvalidScope',
        'is not allowed for this exchange. Allowed: billing.read billing.write.',
      );
    },
  );

  it('depends on that of the subject token where the rule says so', async () => {
    const code = await server.issueCode('web', { scope: ['reports.read'] });
    const { accessToken } = await signIn(server, 'web', { scope: ['reports.read'] });
    expect(code).not.toBe('');
    expectExchanged(await exchangeToken(server, accessToken), 'billing.read');
    expectRefusal(
      await exchangeToken(server, accessToken, { scope: 'billing.write' }),
      'InvalidScope',
      'billing.write',
    );
  });
});

describe('a subject_token', () => {
  it('for another API is refused, active or not', async () => {
    const { json } = await exchangeToken(server, userToken, { resource: 'https://mail.example' });
    const refusal = 'The client may not exchange tokens for the audience of the subject_token';
    for (const token of [json.access_token, userToken]) {
      expectRefusal(
        await exchangeToken(server, token, {}, billingApi.client_id),
        'SubjectTokenOfAnotherAudience',
        refusal,
      );
    }
    await revoke(server, refreshToken);
    expectRefusal(
      await exchangeToken(server, userToken, {}, billingApi.client_id),
      'SubjectTokenOfAnotherAudience',
      refusal,
    );
  });

  it('is not for a client whose only link to it is /userinfo', async () => {
    const { accessToken } = await signIn(server, 'web', { scope: ['openid', 'reports.read'] });
    expect(decodeJwt(accessToken).aud).toContain(`${issuer}/userinfo`);
    expectRefusal(
      await exchangeToken(server, accessToken, {}, nosy.client_id),
      'SubjectTokenOfAnotherAudience',
      'audience',
    );
  });

  it('that is no access token of this server is refused', async () => {
    const code = await server.issueCode('web', { scope: ['openid'] });
    const { id_token } = (
      await postForm(server, '/token', {
        grant_type: 'authorization_code',
        code,
        client_id: 'web',
        client_secret: webSecret,
        redirect_uri: 'https://web.example/callback',
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      })
    ).json;
    for (const token of [
      id_token,
      refreshToken,
      await server.issueCode('web'),
      `${userToken}x`,
      'nonsense',
      `Bearer ${userToken}`,
    ]) {
      expectRefusal(await exchangeToken(server, token), 'InvalidSubjectToken', 'subject_token');
    }
  });

  it('of this server is never an ID token, whatever it is called', async () => {
    const changes = { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' };
    expectRefusal(await exchangeToken(server, userToken, changes), 'InvalidSubjectToken', 'is not an access token');
  });

  it.each(['subject_token', 'subject_token_type'])('needs both parameters (RFC 8693 section 2.1): %s', async (name) => {
    for (const value of [undefined, '']) {
      const answer = await exchangeToken(server, userToken, { [name]: value });
      expectRefusal(answer, 'MissingParameter', `The request body must contain the parameter ${name}.`);
    }
  });

  it.each([
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:refresh_token'],
    ['subject_token_type', 'urn:ietf:params:oauth:token-type:saml2'],
    ['requested_token_type', 'urn:ietf:params:oauth:token-type:refresh_token'],
    ['requested_token_type', 'urn:ietf:params:oauth:token-type:id_token'],
  ])('or answer of a type that is not supported is refused: %s %s', async (name, value) => {
    expectRefusal(
      await exchangeToken(server, userToken, { [name]: value }),
      'MalformedRequest',
      `The parameter ${name} is malformed. It must be urn:ietf:params:oauth:token-type:access_token`,
    );
  });

  it('comes with no actor_token unless the record asks for one', async () => {
    for (const target of ['https://billing.example', 'https://archive.example']) {
      const [token, api] =
        target === 'https://archive.example'
          ? [(await exchangeToken(server, userToken)).json.access_token, billingApi.client_id]
          : [userToken, reportsApi.client_id];
      for (const changes of [
        { actor_token: userToken, actor_token_type: accessTokenType },
        { actor_token: 'x' },
        { actor_token_type: jwtType },
      ]) {
        const answer = await exchangeToken(server, token, { ...changes, resource: target }, api);
        expectRefusal(answer, 'ActorTokenRefused', 'The record of the client takes no actor_token here');
      }
    }
  });
});

describe('an actor_token', () => {
  const withActor = (actorToken: string | undefined, changes = {}, subjectToken = userToken) =>
    exchangeToken(
      server,
      subjectToken,
      { actor_token: actorToken, actor_token_type: accessTokenType, ...changes },
      desk.client_id,
    );
  const ofDesk = async () =>
    (await postToken(server, { grant_type: 'client_credentials' }, { Authorization: basic(desk.client_id, apiSecret) }))
      .json.access_token;

  it('names the actor, if the record asks for one', async () => {
    const { accessToken: agent } = await signIn(server, 'web', { subject: 'u_bob' });
    const answer = await withActor(agent);
    expectExchanged(answer, 'billing.read');
    expect(decodeJwt(answer.json.access_token)).toMatchObject({
      ...{ sub: 'u_ada', client_id: 'desk', act: { sub: 'u_bob' } },
      exchanged_from: [{ sub: 'u_ada' }, { sub: 'u_bob', jti: decodeJwt(agent).jti }],
    });
    expect(decodeJwt((await withActor(await ofDesk())).json.access_token).act).toEqual({ sub: 'desk' });
  });

  it('ends what it was used for, revoked or expired', async () => {
    const { accessToken: agent, refreshToken: ofAgent } = await signIn(server, 'web', { subject: 'u_bob' });
    clock.advance(600);
    const { accessToken: subject } = await signIn(server);
    const { json } = await withActor(agent, {}, subject);
    expect(json.expires_in).toBe(3000);
    const isActive = async () => {
      const form = { token: json.access_token };
      const headers = { Authorization: basic('ledger-api', apiSecret) };
      return (await postForm(server, '/introspect', form, headers)).json.active;
    };
    expect(await isActive()).toBe(true);
    await revoke(server, ofAgent);
    expect(await isActive()).toBe(false);
    expectRefusal(
      await withActor(agent, {}, subject),
      'ActorTokenRefused',
      'The actor_token has expired or is revoked.',
    );
  });

  it('is required with its type where the record asks for one (RFC 8693 section 2.1)', async () => {
    expectRefusal(await withActor(undefined), 'MissingParameter', 'must contain the parameter actor_token in');
    expectRefusal(
      await withActor(userToken, { actor_token_type: undefined }),
      'MissingParameter',
      'must contain the parameter actor_token_type',
    );
    expectRefusal(
      await withActor(userToken, { actor_token_type: 'urn:ietf:params:oauth:token-type:id_token' }),
      'MalformedRequest',
      'The parameter actor_token_type is malformed.',
    );
  });

  it('that is no access token of or for the client is refused', async () => {
    const { accessToken: elsewhere } = await signIn(server);
    const { json: exchanged } = await exchangeToken(server, elsewhere, { resource: 'https://billing.example' });
    const { json: ofFiles } = await postForm(server, '/token', {
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken, resource: 'https://files.example' },
      ...{ client_id: 'web', client_secret: webSecret },
    });
    expectRefusal(await withActor(ofFiles.access_token), 'ActorTokenRefused', 'issued neither to this client nor for');
    expectRefusal(await withActor(exchanged.access_token), 'ActorTokenRefused', 'was itself exchanged');
    for (const token of [refreshToken, 'nonsense', `${userToken}x`]) {
      expectRefusal(await withActor(token), 'ActorTokenRefused', 'is not an access token of this server');
    }
  });
});

describe('a client', () => {
  it('without the grant may not exchange', async () => {
    expectRefusal(
      await exchangeToken(server, userToken, {}, notGranted.client_id),
      'UnauthorizedClient',
      'may not use the grant type',
    );
  });

  it('without a rule may exchange nothing', async () => {
    expectRefusal(
      await exchangeToken(server, userToken, {}, withoutRules.client_id),
      'SubjectTokenOfAnotherAudience',
      'token_exchange',
    );
  });

  it('must authenticate', async () => {
    const form = { grant_type: tokenExchange, subject_token: userToken, subject_token_type: accessTokenType };
    expectRefusal(await postToken(server, { ...form, client_id: 'reports-api' }), 'MissingCredentials', '');
    expectRefusal(await postToken(server, form), 'MissingCredentials', '');
    expectRefusal(
      await postToken(server, form, { Authorization: basic('reports-api', 'wrong'.repeat(8)) }),
      'InvalidClient',
      '',
    );
  });
});

it('audience is ignored by other grants, even repeated', async () => {
  const { status, json } = await postAsJob(server, 'grant_type=client_credentials&audience=a&audience=b');
  expect([status, decodeJwt(json.access_token).aud]).toEqual([200, 'https://reports.example']);
});
