// The recorded steps of a request: passed, failed and not reached.
import { beforeEach, describe, expect, it } from 'vitest';
import { introspectEndpoint } from '../../../introspect/endpoint.ts';
import { revokeEndpoint } from '../../../revoke/endpoint.ts';
import { steps } from '../../../shared/log/steps.ts';
import { recordSteps, type StepRecorder } from '../../../shared/serving/step-recorder.ts';
import { tokenEndpoint } from '../../../token/endpoint.ts';
import { grantClients, introspect, keeping, redeem, refresh, revoke, signIn } from '../../support/grants.ts';
import { postAsJob, postToken } from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';

const recorder: StepRecorder = recordSteps();
const server = useServer({
  clients: grantClients,
  change: (service) => ({ ...service, observer: recorder.observer }),
});
beforeEach(() => {
  server.log.length = 0;
});

/** Name and outcome, as `passed form grant_type | failed scope | not reached signing`. */
function listed(endpoint = tokenEndpoint): string {
  const groups: string[] = [];
  let last = '';
  for (const { name, outcome } of recorder.list(endpoint)) {
    if (outcome !== last) groups.push(`${outcome}:`);
    last = outcome;
    groups.push(name.replaceAll(' ', '_'));
  }
  return groups.join(' ');
}

const first = 'passed: method form grant_type client_authentication grant_allowed parameters';

describe('a request that succeeds', () => {
  it('passes every step: client_credentials', async () => {
    await postAsJob(server);
    expect(listed()).toBe(`${first} resource scope signing`);
    expect(recorder.log()).toMatchObject({ outcome: 'success' });
  });

  it('passes every step: authorization_code and refresh_token', async () => {
    const { refreshToken } = await signIn(server);
    expect(listed()).toBe(
      `${first} code owner resource scope redirect_uri code_verifier expiry barriers signing write`,
    );
    await refresh(server, refreshToken);
    expect(listed()).toBe(`${first} refresh_token owner resource scope barriers expiry signing write`);
  });

  it('passes every step: refresh_token without rotation', async () => {
    const { refreshToken } = await signIn(server, keeping.client_id);
    await refresh(server, refreshToken, { client_id: keeping.client_id });
    expect(listed()).toBe(`${first} refresh_token owner resource scope barriers expiry signing write`);
  });

  it('passes every step: an introspection and a revocation', async () => {
    const { accessToken } = await signIn(server);
    await introspect(server, accessToken);
    expect(listed(introspectEndpoint)).toBe(
      'passed: method form client_authentication confidential_client parameters token state',
    );
    await revoke(server, accessToken);
    expect(listed(revokeEndpoint)).toBe('passed: method form client_authentication parameters token owner revocation');
  });

  it('does not need every step: an unknown token is revoked', async () => {
    await revoke(server, 'unknown');
    expect(listed(revokeEndpoint)).toBe(
      'passed: method form client_authentication parameters token not needed: owner revocation',
    );
  });
});

const job = { grant_type: 'client_credentials' };

describe('a request that is refused', () => {
  it.each([
    ['form', 'scope=a&scope=b', 'grant_type client_authentication grant_allowed parameters'],
    ['grant type', { grant_type: 'x' }, 'client_authentication grant_allowed parameters'],
    ['client authentication', job, 'grant_allowed parameters resource scope signing'],
  ])('is stopped at: %s', async (name, form, rest) => {
    await postToken(server, form);
    expect(listed()).toMatch(new RegExp(`failed: ${name.replaceAll(' ', '_')} not reached: ${rest}$`));
    expect(server.log).toMatchObject([{ outcome: 'refused', step: name }]);
  });

  it.each([
    ['grant allowed', { grant_type: 'refresh_token', refresh_token: 'x' }],
    ['parameters', { scope: 'a\u0000b' }],
    ['resource', { resource: 'https://unknown.example' }],
    ['scope', { scope: 'unknown' }],
  ])('is stopped at: %s, behind the authentication', async (name, form) => {
    await postAsJob(server, form);
    expect(recorder.list(tokenEndpoint).find(({ outcome }) => outcome === 'failed')).toEqual({
      name,
      ...steps[name as keyof typeof steps],
      outcome: 'failed',
    });
    expect(server.log).toMatchObject([{ outcome: 'refused', step: name, client_id: 'nightly-report' }]);
  });

  it('stops at the check that the code fails, and reaches neither signing nor the write', async () => {
    for (const [name, changes] of [
      ['code', { code: 'x' }],
      ['owner', { client_id: 'brief' }],
      ['redirect_uri', { redirect_uri: 'https://web.example/other' }],
      ['code_verifier', { code_verifier: 'x'.repeat(43) }],
    ] as const) {
      await redeem(server, await server.issueCode('web'), changes);
      expect(listed(), name).toMatch(new RegExp(`failed: ${name} not reached: .*signing write$`));
      expect(server.log.at(-1)).toMatchObject({ step: name });
      expect(server.log.at(-1)).not.toHaveProperty('store_calls');
    }
  });

  it('stops at the write when a concurrent request was first', async () => {
    const code = await server.issueCode('web');
    await redeem(server, code);
    await redeem(server, code);
    expect(listed()).toMatch(/passed: .* signing failed: write$/);
    expect(server.log.at(-1)).toMatchObject({ event: 'code_repeated', step: 'write', store_calls: 2 });
  });
});
