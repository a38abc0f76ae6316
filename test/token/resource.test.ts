import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { readClient } from '../../shared/clients/read-client.ts';
import { accessTokenClaims } from '../../token/claims.ts';
import { clients, job, jobSecret, web, webSecret } from '../support/clients.ts';
import { basic, expectRefusal, expectTokens, postAsJob, postToken, type TestAnswer } from '../support/request.ts';
import { issuer, verifier } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

const reports = 'https://reports.example';
const audit = 'https://audit.example';
const userinfo = `${issuer}/userinfo`;

/** Only signs users in; has no resource. */
const site = { ...web, client_id: 'site', resource: [] };
/** Its record lost resources that its users had agreed to. */
const shrunk = { ...web, client_id: 'shrunk', resource: ['https://other.example'] };
/** A job whose record names /userinfo. */
const greedy = { ...job, client_id: 'greedy', scope: 'openid reports.read', resource: [userinfo, reports] };

const server = useServer({ clients: [...clients, site, shrunk, greedy] });

function audienceOf({ json }: TestAnswer): unknown {
  return decodeJwt(json.access_token).aud;
}

function postWithResources(...resources: string[]): Promise<TestAnswer> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  for (const uri of resources) form.append('resource', uri);
  return postAsJob(server, form.toString());
}

describe('a resource', () => {
  it('is the audience of the token', async () => {
    const answer = await postAsJob(server, { resource: audit, scope: 'audit.read' });
    expectTokens(answer, 'audit.read');
    expect(audienceOf(answer)).toBe(audit);
  });

  it.each([[{}], [{ resource: '' }]])(
    'is the first resource of the client when the request names none: %o',
    async (form) => {
      const answer = await postAsJob(server, form);
      expectTokens(answer, 'reports.read');
      expect(audienceOf(answer)).toBe(reports);
    },
  );

  it.each([
    'reports.example',
    '/reports',
    '//reports.example',
    'https://reports.example#top',
    'https://reports.example#',
    'https:',
    'https://a b',
    '1:a',
    'https://ü.example',
  ])('is refused when it is relative, has a fragment or is no URI: %s', async (resource) => {
    expectRefusal(
      await postAsJob(server, { resource }),
      'InvalidResource',
      /: The parameter resource is malformed\. It must be an absolute URI without fragment \(RFC 8707 section 2\)\.$/,
    );
  });

  it.each([
    'https://unknown.example',
    'https://files.example',
    'https://reports.example/x',
    'http://reports.example',
    'https://reports.example:8443',
    'https://reports.example/?',
    'nightly-report:x',
  ])('is refused when it is not one of the client: %s', async (resource) => {
    expectRefusal(
      await postAsJob(server, { resource }),
      'InvalidResource',
      /: The resource \S+ is not allowed for this client\. Allowed: https:\/\/reports\.example https:\/\/audit\.example\.$/,
    );
  });

  it('counts once when it is repeated', async () => {
    const answer = await postWithResources(reports, reports);
    expectTokens(answer, 'reports.read');
    expect(audienceOf(answer)).toBe(reports);
  });

  it('is refused together with another one, even when both belong to the client', async () => {
    expectRefusal(
      await postWithResources(reports, audit),
      'SeveralResources',
      /: The request names several resources\. A token is for one resource: send a request for each\.$/,
    );
  });
});

describe('a resource that has a scope list', () => {
  it('does not get the other scopes of the client', async () => {
    expectRefusal(
      await postAsJob(server, { resource: audit, scope: 'reports.read' }),
      'InvalidScope',
      /: The scope reports\.read is not allowed for this client\. Allowed: audit\.read\.$/,
    );
  });

  it('does not share its scopes with other resources', async () => {
    expectRefusal(await postAsJob(server, { resource: reports, scope: 'audit.read' }), 'InvalidScope', /audit\.read/);
  });
});

describe('a resource of a grant', () => {
  const secret = { client_id: web.client_id, client_secret: webSecret };

  function redeem(code: string, form: Record<string, string> = {}): Promise<TestAnswer> {
    return postToken(server, { grant_type: 'authorization_code', code, code_verifier: verifier, ...secret, ...form });
  }

  it('is the one that the token request names, or else the first', async () => {
    const first = await redeem(await server.issueCode('web'));
    expect(audienceOf(first)).toBe(reports);
    const second = await redeem(await server.issueCode('web'), { resource: 'https://files.example' });
    expectTokens(second, 'reports.read reports.write', { refreshToken: true });
    expect(audienceOf(second)).toBe('https://files.example');
  });

  it('is refused when the grant does not contain it, and the code stays valid', async () => {
    const code = await server.issueCode('web', { resources: [reports] });
    expectRefusal(
      await redeem(code, { resource: 'https://files.example' }),
      'InvalidResource',
      /: The resource https:\/\/files\.example is not allowed for this client\. Allowed: https:\/\/reports\.example\.$/,
    );
    expectTokens(await redeem(code), 'reports.read reports.write', { refreshToken: true });
  });

  it('is refused at a refresh when the grant does not contain it, and the refresh token stays valid', async () => {
    const { json } = await redeem(await server.issueCode('web', { resources: [reports] }));
    const form = { grant_type: 'refresh_token', refresh_token: json.refresh_token, ...secret };
    const refused = await postToken(server, { ...form, resource: 'https://files.example' });
    expectRefusal(refused, 'InvalidResource', /: The resource https:\/\/files\.example is not allowed/);
    expectTokens(await postToken(server, form), 'reports.read reports.write', { refreshToken: true });
  });
});

describe('/userinfo', () => {
  const scope = ['openid', 'profile', 'reports.read'];

  function redeem(clientId: string, code: string, form: Record<string, string> = {}): Promise<TestAnswer> {
    const secret = { client_id: clientId, client_secret: webSecret };
    return postToken(server, { grant_type: 'authorization_code', code, code_verifier: verifier, ...secret, ...form });
  }
  function refresh(clientId: string, { json }: TestAnswer, form: Record<string, string> = {}): Promise<TestAnswer> {
    const secret = { client_id: clientId, client_secret: webSecret };
    return postToken(server, { grant_type: 'refresh_token', refresh_token: json.refresh_token, ...secret, ...form });
  }
  const both = { refreshToken: true, idToken: true };

  it('is an audience in addition to the resource when openid is granted, also after a refresh', async () => {
    const first = await redeem('web', await server.issueCode('web', { scope }));
    expectTokens(first, 'openid profile reports.read', both);
    expect(audienceOf(first)).toEqual([reports, userinfo]);
    const second = await refresh('web', first, { resource: 'https://files.example' });
    expect(audienceOf(second)).toEqual(['https://files.example', userinfo]);
    expect(audienceOf(await refresh('web', second, { scope: 'reports.read' }))).toBe(reports);
  });

  it('is not an audience without openid', async () => {
    const answer = await redeem('web', await server.issueCode('web', { scope: ['profile', 'reports.read'] }));
    expect(audienceOf(answer)).toBe(reports);
    expectRefusal(
      await redeem('web', await server.issueCode('web', { scope: ['reports.read'] }), { resource: userinfo }),
      'InvalidResource',
      /: The resource https:\/\/issuer\.example\/userinfo is not allowed for this client\. Allowed: https:\/\/reports\.example https:\/\/files\.example\.$/,
    );
  });

  it('is the only audience of a client without a resource', async () => {
    const first = await redeem('site', await server.issueCode('site', { scope: ['openid', 'profile'] }));
    expectTokens(first, 'openid profile', both);
    expect(audienceOf(first)).toBe(userinfo);
    expect(audienceOf(await refresh('site', first))).toBe(userinfo);
    const other = await refresh('site', first, { resource: reports });
    expectRefusal(other, 'InvalidResource', 'Allowed: https://issuer.example/userinfo.');
  });

  it('gives a client without a resource no scope of an API', async () => {
    const answer = await redeem('site', await server.issueCode('site', { scope }));
    expectTokens(answer, 'openid profile', both);
  });

  it('can be requested alone, and then no API accepts the token', async () => {
    const first = await redeem('web', await server.issueCode('web', { scope }), { resource: userinfo });
    expectTokens(first, 'openid profile', both);
    expect(audienceOf(first)).toBe(userinfo);
    // The grant keeps all of its scope.
    expect(audienceOf(await refresh('web', first))).toEqual([reports, userinfo]);
  });

  it('does not replace resources that the client has lost', async () => {
    const code = await server.issueCode('shrunk', { scope, resources: [reports] });
    expectRefusal(
      await redeem('shrunk', code),
      'InvalidResource',
      'This client may no longer use any resource of this grant',
    );
  });

  it('is not an audience of a token without a user, even with the scope openid', () => {
    const client = readClient(job);
    if ('problems' in client) throw new Error(client.problems.join());
    const authorization = { subject: job.client_id, scope: ['openid'], audience: reports };
    const issuance = { issuer, client, jkt: undefined, authorization, issuedAt: 0, expiresAt: 1 };
    expect(accessTokenClaims(issuance).aud).toBe(reports);
  });

  it('is never an audience for a client acting for itself, whatever its record says', async () => {
    const headers = { Authorization: basic('greedy', jobSecret) };
    const form = { grant_type: 'client_credentials', scope: 'openid reports.read' };
    const answer = await postToken(server, form, headers);
    expectTokens(answer, 'reports.read');
    expect(audienceOf(answer)).toBe(reports);
    const refused = await postToken(server, { ...form, resource: userinfo }, headers);
    expectRefusal(refused, 'InvalidResource', 'Allowed: https://reports.example.');
  });
});
