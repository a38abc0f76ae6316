// A grant can add claims to the tokens and members to the answer.
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { unreported } from '../../shared/log/reporting.ts';
import type { Authorization } from '../../token/grants/grant.ts';
import { issueTokens } from '../../token/issue.ts';
import { tokenResponse } from '../../token/response.ts';
import { grantClients, introspectAsApi } from '../support/grants.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer({ clients: grantClients });

const plain: Authorization = { subject: 'u_ada', scope: ['reports.read'], audience: 'https://reports.example' };

/** The answer for this authorization, and the claims of its access token. */
async function answerTo(added: Partial<Authorization>, jkt?: string) {
  const { service } = server;
  const client = await service.clients.findClient('nightly-report');
  if (!client) throw new Error('the tests have no client nightly-report');
  const { body = '' } = tokenResponse(await issueTokens({ ...plain, ...added }, { client, jkt }, service, unreported));
  const { access_token, ...members } = JSON.parse(body);
  return {
    accessToken: access_token,
    claims: decodeJwt(access_token),
    members,
    now: Math.floor(service.clock.now() / 1000),
  };
}

describe('an authorization', () => {
  it('that adds nothing leads to a Bearer token with the lifetime of the client', async () => {
    const { claims, members } = await answerTo({});
    expect(Object.keys(claims)).toEqual(['iss', 'aud', 'sub', 'client_id', 'iat', 'exp', 'jti', 'scope']);
    expect(members).toEqual({ token_type: 'Bearer', expires_in: 3600, scope: 'reports.read' });
  });

  it('adds claims to the access token and to introspection, and members to the answer', async () => {
    const act = { sub: 'nightly-report', act: { sub: 'gateway' } };
    const jkt = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
    const cnf = { jkt };
    const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
    const added = { addedClaims: { act }, addedMembers: { issued_token_type } };
    const { accessToken, claims, members } = await answerTo(added, jkt);
    expect(claims).toMatchObject({ sub: 'u_ada', act, cnf });
    expect(members).toEqual({ token_type: 'DPoP', expires_in: 3600, scope: 'reports.read', issued_token_type });
    // RFC 8693 §4.1 and RFC 7800 §3.1: introspection returns these claims too.
    expect((await introspectAsApi(server, accessToken)).json).toMatchObject({
      active: true,
      token_type: 'DPoP',
      act,
      cnf,
    });
  });

  it('shortens the access token, and leads to none when it has ended', async () => {
    const { now } = await answerTo({});
    const { claims, members } = await answerTo({ endsAt: now + 90 });
    expect(claims.exp).toBe(now + 90);
    expect(members.expires_in).toBe(90);
    await expect(answerTo({ endsAt: now })).rejects.toThrow('The subject_token has expired.');
  });
});
