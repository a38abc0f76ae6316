import { beforeAll, describe, expect, it } from 'vitest';
import { webSecret } from '../support/clients.ts';
import { basic, expectRefusal, postAsJob, postToken, send } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer();

/** The grant types of every server, as in test/metadata/metadata.test.ts. */
let has: string;
beforeAll(async () => {
  const { json } = await send(server, '/.well-known/oauth-authorization-server');
  has = `Supported: ${json.grant_types_supported.join(', ')}.`;
});

describe('grant_type', () => {
  it('is required', async () => {
    const missing = 'The request body must contain the parameter grant_type.';
    expectRefusal(await postAsJob(server, 'scope=reports.read'), 'MissingParameter', missing);
  });

  it('must be one that the server supports', async () => {
    const answer = await postAsJob(server, { grant_type: 'urn:example:barter' });
    expectRefusal(answer, 'UnsupportedGrantType', `The grant type urn:example:barter is not supported. ${has}`);
  });

  it('must be one that the client may use', async () => {
    const job = await postAsJob(server, { grant_type: 'authorization_code', code: 'x' });
    const mayNot = 'The client may not use the grant type';
    expectRefusal(job, 'UnauthorizedClient', `${mayNot} authorization_code. Allowed: client_credentials.`);
    const web = { grant_type: 'client_credentials', client_id: 'web', client_secret: webSecret };
    const may = 'Allowed: authorization_code, refresh_token.';
    expectRefusal(await postToken(server, web), 'UnauthorizedClient', `${mayNot} client_credentials. ${may}`);
  });

  it('is checked before the client, and the client before its allowed grants', async () => {
    const wrong = { Authorization: basic('nightly-report', 'wrong') };
    expectRefusal(await postToken(server, { grant_type: 'barter' }, wrong), 'UnsupportedGrantType', has);
    const forbidden = { grant_type: 'refresh_token', refresh_token: 'x' };
    expectRefusal(await postToken(server, forbidden, wrong), 'InvalidClient', 'Client authentication failed');
  });

  it('password is unsupported when it is not enabled, and metadata does not list it', async () => {
    const form = { grant_type: 'password', username: 'ada', password: 'swordfish' };
    const answer = await postAsJob(server, form);
    expectRefusal(answer, 'UnsupportedGrantType', `The grant type password is not supported. ${has}`);
    const { json } = await send(server, '/.well-known/oauth-authorization-server');
    expect(json.grant_types_supported).not.toContain('password');
  });

  it.each([
    'Authorization_Code',
    'authorization_code ',
    ' authorization_code',
    'CLIENT_CREDENTIALS',
    'client-credentials',
    'client_credentials,authorization_code',
  ])('is spelled exactly, unlike "%s"', async (type) => {
    const answer = await postAsJob(server, { grant_type: type });
    expectRefusal(answer, 'UnsupportedGrantType', `The grant type ${type} is not supported. ${has}`);
  });
});
