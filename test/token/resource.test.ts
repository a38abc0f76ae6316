import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients, web, webSecret } from '../support/clients.ts';
import { expectRefusal, expectTokens, postAsJob, postToken, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer, verifier } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ clients });
});
afterAll(() => server.close());

const reports = 'https://reports.example';
const audit = 'https://audit.example';

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
    'is the first of the client where the request has none: %o (CL-09)',
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
  ])('is refused when it is relative, has a fragment or is no URI: %s (TE-111)', async (resource) => {
    expectRefusal(
      await postAsJob(server, { resource }),
      'InvalidResource',
      /: The parameter resource is malformed\. It must be an absolute URI without fragment \(RFC 8707 section 2\)\.$/,
    );
  });

  it.each([
    'https://unknown.example',
    'https://files.example',
    'https://reports.example/',
    'HTTPS://reports.example',
    'nightly-report:x',
  ])('is refused when it is not one of the client: %s (TE-112)', async (resource) => {
    expectRefusal(
      await postAsJob(server, { resource }),
      'InvalidResource',
      /: The resource \S+ is not open to this client\. It may ask for: https:\/\/reports\.example https:\/\/audit\.example\.$/,
    );
  });

  it('counts once when it is repeated (TE-17, TE-113)', async () => {
    const answer = await postWithResources(reports, reports);
    expectTokens(answer, 'reports.read');
    expect(audienceOf(answer)).toBe(reports);
  });

  it('is refused beside another, even when both are the client’s (TE-113)', async () => {
    expectRefusal(
      await postWithResources(reports, audit),
      'SeveralResources',
      /: The request names several resources\. A token has one: send a request for each\.$/,
    );
  });
});

describe('a resource with scopes of its own', () => {
  it('takes none of the scopes of the client', async () => {
    expectRefusal(
      await postAsJob(server, { resource: audit, scope: 'reports.read' }),
      'InvalidScope',
      /: The scope reports\.read is not one that this client may ask for\. It may ask for: audit\.read\.$/,
    );
  });

  it('keeps its scopes from the other resources', async () => {
    expectRefusal(await postAsJob(server, { resource: reports, scope: 'audit.read' }), 'InvalidScope', /audit\.read/);
  });
});

describe('a resource of a grant', () => {
  const secret = { client_id: web.client_id, client_secret: webSecret };

  function redeem(code: string, form: Record<string, string> = {}): Promise<TestAnswer> {
    return postToken(server, { grant_type: 'authorization_code', code, code_verifier: verifier, ...secret, ...form });
  }

  it('is picked by the token request, else it is the first (TE-113)', async () => {
    const first = await redeem(await server.issueCode('web'));
    expect(audienceOf(first)).toBe(reports);
    const second = await redeem(await server.issueCode('web'), { resource: 'https://files.example' });
    expectTokens(second, 'reports.read reports.write', { refreshToken: true });
    expect(audienceOf(second)).toBe('https://files.example');
  });

  it('is refused when it was not agreed to, and the code stays good (TE-112)', async () => {
    const code = await server.issueCode('web', { resources: [reports] });
    expectRefusal(
      await redeem(code, { resource: 'https://files.example' }),
      'InvalidResource',
      /: The resource https:\/\/files\.example is not open to this client\. It may ask for: https:\/\/reports\.example\.$/,
    );
    expectTokens(await redeem(code), 'reports.read reports.write', { refreshToken: true });
  });

  it('is refused at a refresh when it was not agreed to, and the refresh token stays good (TE-112)', async () => {
    const { json } = await redeem(await server.issueCode('web', { resources: [reports] }));
    const form = { grant_type: 'refresh_token', refresh_token: json.refresh_token, ...secret };
    const refused = await postToken(server, { ...form, resource: 'https://files.example' });
    expectRefusal(refused, 'InvalidResource', /: The resource https:\/\/files\.example is not open/);
    expectTokens(await postToken(server, form), 'reports.read reports.write', { refreshToken: true });
  });
});
