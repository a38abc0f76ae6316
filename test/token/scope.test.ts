import { describe, expect, it } from 'vitest';
import { clients, job, jobSecret, web, webSecret } from '../support/clients.ts';
import { basic, expectRefusal, expectTokens, postAsJob, postToken, type TestAnswer } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const { default_scope: _, ...jobWithoutDefault } = job;
const undecided = { ...jobWithoutDefault, client_id: 'undecided' };
const scopeless = { ...jobWithoutDefault, client_id: 'scopeless', scope: 'openid' };

const server = useServer({ clients: [...clients, undecided, scopeless] });

function postAs({ client_id }: { client_id: string }, form: Record<string, string> = {}): Promise<TestAnswer> {
  return postToken(
    server,
    { grant_type: 'client_credentials', ...form },
    { Authorization: basic(client_id, jobSecret) },
  );
}

describe('a request without scope', () => {
  it('gets the default scope of the client', async () => {
    expectTokens(await postAsJob(server), 'reports.read');
    expectTokens(await postAsJob(server, { scope: '' }), 'reports.read');
  });

  it('is refused when the client has no default scope, and the error lists the allowed scope', async () => {
    expectRefusal(
      await postAs(undecided),
      'InvalidScope',
      /: The request names no scope .+, and the client has no default_scope for this resource\. Allowed: reports\.read reports\.write\.$/,
    );
  });

  it('is refused when the client has no allowed scope', async () => {
    expectRefusal(
      await postAs(scopeless),
      'InvalidScope',
      /and the client has no default_scope for this resource\. No scope is allowed for this resource\. To use another resource, send the parameter resource\.$/,
    );
  });

  it('gets no default scope that belongs to another resource', async () => {
    expectRefusal(
      await postAsJob(server, { resource: 'https://audit.example' }),
      'InvalidScope',
      /and the client has no default_scope for this resource\. Allowed: audit\.read\.$/,
    );
  });
});

describe('a scope', () => {
  it.each([
    [
      'payments.write',
      /: The scope payments\.write is not allowed for this client\. Allowed: reports\.read reports\.write\.$/,
    ],
    ['reports.read payments.write', /: The scope payments\.write is not allowed/],
    ['reports.read payments.write payments.read', /: The scope payments\.write payments\.read is not allowed/],
    ['audit.read', /: The scope audit\.read is not allowed/],
    ['reports', /: The scope reports is not allowed/],
    ['*', /: The scope \* is not allowed/],
    ['__proto__', /: The scope __proto__ is not allowed/],
    ['constructor', /: The scope constructor is not allowed/],
  ])('that the client may not ask for is refused: %s', async (scope, description) => {
    expectRefusal(await postAsJob(server, { scope }), 'InvalidScope', description);
  });

  it('is truncated when the answer repeats it', async () => {
    const answer = await postAsJob(server, { scope: 'x'.repeat(60_000) });
    expectRefusal(answer, 'InvalidScope', /: The scope x{80}\.\.\. is not allowed for this client\./);
  });

  const malformed =
    /: The parameter scope is malformed\. It must be scopes of printable ASCII without quote or backslash, separated by single spaces \(RFC 6749 section 3\.3\)\.$/;

  it.each([
    '"',
    'reports.read"',
    '\\',
    'reports\\read',
    '\t',
    'reports.read\n',
    '\0',
    '\x7f',
    'é',
    '読む',
    '\u{1f600}',
  ])('with a character outside the set is refused: %j', async (scope) => {
    expectRefusal(await postAsJob(server, { scope }), 'InvalidScope', malformed);
  });

  it.each(['reports.read  reports.write', ' reports.read', 'reports.read ', ' ', '  '])(
    'with a needless blank is refused: %j',
    async (scope) => {
      expectRefusal(await postAsJob(server, { scope }), 'InvalidScope', malformed);
    },
  );

  it('is the same in another order, and a repeated one is granted once', async () => {
    const twice = 'reports.write reports.read reports.write';
    for (const scope of ['reports.read reports.write', 'reports.write reports.read', twice]) {
      const answer = await postAsJob(server, { scope });
      expectTokens(answer, expect.any(String));
      expect(answer.json.scope.split(' ').sort()).toEqual(['reports.read', 'reports.write']);
    }
  });

  it('is case-sensitive', async () => {
    expectRefusal(
      await postAsJob(server, { scope: 'Reports.read' }),
      'InvalidScope',
      /: The scope Reports\.read is not/,
    );
  });

  it('is in the answer even when it equals the requested scope', async () => {
    expectTokens(await postAsJob(server, { scope: 'reports.write' }), 'reports.write');
  });
});

describe('the protocol scopes', () => {
  it('that libraries add are left out when the client acts for itself', async () => {
    expectTokens(
      await postAsJob(server, { scope: 'reports.write openid offline_access profile email' }),
      'reports.write',
    );
    expectTokens(await postAsJob(server, { scope: 'openid offline_access profile' }), 'reports.read');
  });

  it('alone count as no scope when the client has no default scope', async () => {
    expectRefusal(
      await postAs(undecided, { scope: 'openid offline_access profile' }),
      'InvalidScope',
      /: The request names no scope that is allowed for this client, and the client has no default_scope for this resource\./,
    );
  });

  it('do not make another scope acceptable', async () => {
    expectRefusal(
      await postAsJob(server, { scope: 'openid payments.write' }),
      'InvalidScope',
      /: The scope payments\.write is not allowed/,
    );
  });

  it('that a refresh adds are granted if the grant contains them', async () => {
    const code = await server.issueCode('web', { scope: ['openid', 'reports.read', 'offline_access'] });
    const secret = { client_id: web.client_id, client_secret: webSecret };
    const redeemed = await postToken(server, {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      ...secret,
    });
    // offline_access is granted exactly when there is a refresh token.
    expectTokens(redeemed, 'openid reports.read offline_access', { refreshToken: true, idToken: true });
    const refreshed = await postToken(server, {
      grant_type: 'refresh_token',
      refresh_token: redeemed.json.refresh_token,
      scope: 'reports.read openid offline_access profile',
      ...secret,
    });
    expectTokens(refreshed, 'reports.read openid offline_access', { refreshToken: true, idToken: true });
  });
});
