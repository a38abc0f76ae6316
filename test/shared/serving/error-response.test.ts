import { afterEach, describe, expect, it } from 'vitest';
import { OAuthError } from '../../../shared/errors/oauth-error.ts';
import type { Service } from '../../../shared/serving/service.ts';
import { StoreUnavailableError } from '../../../shared/store/store.ts';
import {
  expectRefusal,
  expectTokens,
  jobBasic,
  postAsJob,
  postToken,
  send,
  type TestAnswer,
} from '../../support/request.ts';
import { startServer, type TestServer, verifier } from '../../support/server.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(change: (service: Service) => Service): Promise<TestServer> {
  const server = await startServer({ change });
  servers.push(server);
  return server;
}

/** A server on which looking up a client fails with this error. */
function serveThrowing(thrown: unknown): Promise<TestServer> {
  return serve((service) => ({ ...service, clients: { findClient: () => Promise.reject(thrown) } }));
}

/** The one log line of an answer. */
function logged(server: TestServer, answer: TestAnswer): Record<string, unknown> {
  const lines = server.log.filter(({ trace_id }) => trace_id === answer.json.trace_id);
  expect(lines).toHaveLength(1);
  return lines[0] ?? {};
}

async function redeem(server: TestServer): Promise<() => Promise<TestAnswer>> {
  const form = {
    grant_type: 'authorization_code',
    client_id: 'native',
    code: await server.issueCode('native'),
    redirect_uri: 'http://127.0.0.1/callback',
    code_verifier: verifier,
  };
  return () => postToken(server, form);
}

describe('an unexpected fault', () => {
  it('is answered without its cause, which the log has under the trace id', async () => {
    const server = await serveThrowing(
      new Error('the registry of internal-host-7 fell over', { cause: new Error('disk 3') }),
    );
    const answer = await postAsJob(server);
    expectRefusal(answer, 'UnexpectedFault', 'AADSTS50000: TokenIssuanceError. The service failed.');
    expect([answer.status, answer.json.error, answer.json.error_codes]).toEqual([
      500,
      'server_error',
      [50000, 5000001],
    ]);
    const everything = answer.text + JSON.stringify([...answer.headers]);
    expect(everything).not.toMatch(/registry of|internal-host|disk 3|\.ts|\.js|\bat /);
    expect(logged(server, answer)).toMatchObject({
      endpoint: 'token',
      status: 500,
      error: 'server_error',
      error_codes: [50000, 5000001],
      correlation_id: answer.json.correlation_id,
      cause: expect.stringMatching(
        /^Error: the registry of internal-host-7 fell over\n +at .+\ncaused by Error: disk 3\n +at /s,
      ),
    });
  });

  const endless = new Error('endless');
  endless.cause = endless;
  const without = new Error('without a stack');
  delete without.stack;

  it.each([
    ['text', 'just text', /just text/],
    ['null', null, /null/],
    ['a symbol', Symbol('why'), /Symbol\(why\)/],
    ['an object that has no text', Object.create(null), /Object: null prototype/],
    ['an error that causes itself', endless, /^Error: endless\n.*caused by Error: endless/s],
    ['an error without a stack', without, /^Error: without a stack$/],
  ])('may throw %s', async (_name, thrown, cause) => {
    const server = await serveThrowing(thrown);
    const answer = await postAsJob(server);
    expectRefusal(answer, 'UnexpectedFault', 'TokenIssuanceError');
    expect(logged(server, answer).cause).toMatch(cause);
  });

  it('is answered in the same way when it is thrown synchronously', async () => {
    const server = await serve((service) => ({
      ...service,
      get store(): never {
        throw new Error('no store');
      },
    }));
    const answer = await (await redeem(server))();
    expectRefusal(answer, 'UnexpectedFault', 'TokenIssuanceError');
  });

  it('is answered in the same way by other endpoints', async () => {
    const keys = { current: () => Promise.reject(new Error('no keys')) };
    const server = await serve((service) => ({ ...service, keys }));
    for (const path of ['/jwks', '/.well-known/openid-configuration']) {
      const answer = await send(server, path);
      expectRefusal(answer, 'UnexpectedFault', 'TokenIssuanceError');
      expect(logged(server, answer).cause).toContain('no keys');
    }
  });
});

describe('a store that is down', () => {
  const down = () => Promise.reject(new StoreUnavailableError('the table at 10.0.0.7 timed out'));

  it('is answered with 503 and Retry-After; only the log has the cause', async () => {
    const server = await serve((service) => ({ ...service, store: { ...service.store, commit: down } }));
    const answer = await (await redeem(server))();
    expectRefusal(answer, 'StoreUnavailable', 'AADSTS50000: TokenIssuanceError. A dependency did not answer.');
    expect([answer.status, answer.json.error, answer.json.error_codes, answer.headers.get('retry-after')]).toEqual([
      503,
      'temporarily_unavailable',
      [50000, 5000003],
      '2',
    ]);
    expect(answer.text).not.toContain('10.0.0.7');
    expect(logged(server, answer)).toMatchObject({
      status: 503,
      error_codes: [50000, 5000003],
      cause: expect.stringMatching(/^StoreUnavailableError: the table at 10\.0\.0\.7 timed out\n/),
    });
  });

  it('uses up no grant: the same request succeeds when the store is back', async () => {
    let isDown = true;
    const server = await serve((service) => {
      const { commit } = service.store;
      return { ...service, store: { ...service.store, commit: (...given) => (isDown ? down() : commit(...given)) } };
    });
    const send = await redeem(server);
    expectRefusal(await send(), 'StoreUnavailable', 'Send the same request again.');
    isDown = false;
    expectTokens(await send(), 'reports.read reports.write', { refreshToken: true });
  });

  it('is distinguished from a store that fails in another way', async () => {
    const commit = () => Promise.reject(new TypeError('a defect'));
    const server = await serve((service) => ({ ...service, store: { ...service.store, commit } }));
    expectRefusal(await (await redeem(server))(), 'UnexpectedFault', 'TokenIssuanceError');
  });

  it('does not affect client_credentials, which writes nothing', async () => {
    const server = await serve((service) => ({ ...service, store: { ...service.store, commit: down, read: down } }));
    expectTokens(await postAsJob(server), 'reports.read');
  });
});

describe('a signer that fails', () => {
  /** Signs with a public key, as with a broken key ring. */
  async function serveUnableToSign(isUnable: () => boolean): Promise<TestServer> {
    return serve((service) => {
      const current = async () => {
        const ring = await service.keys.current();
        const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
          'sign',
          'verify',
        ]);
        return isUnable()
          ? { ...ring, signingKey: () => ({ kid: 'k', alg: 'ES256' as const, createdAt: 0, key: publicKey }) }
          : ring;
      };
      return { ...service, keys: { current } };
    });
  }

  it('is answered with 503; only the log has the cause', async () => {
    const server = await serveUnableToSign(() => true);
    const answer = await postAsJob(server);
    expectRefusal(
      answer,
      'SigningUnavailable',
      'AADSTS50000: TokenIssuanceError. No token can be signed at the moment.',
    );
    expect([answer.status, answer.json.error_codes]).toEqual([503, [50000, 5000002]]);
    expect(answer.text).not.toMatch(/usage|CryptoKey|\.js/);
    expect(logged(server, answer)).toMatchObject({
      status: 503,
      cause: expect.stringMatching(/Error: .*sign.*\n +at /s),
    });
  });

  it('uses up no grant: the same request succeeds when the signer works again', async () => {
    let isUnable = true;
    const server = await serveUnableToSign(() => isUnable);
    const send = await redeem(server);
    expectRefusal(await send(), 'SigningUnavailable', 'No token can be signed at the moment.');
    isUnable = false;
    expectTokens(await send(), 'reports.read reports.write', { refreshToken: true });
  });
});

describe('a description', () => {
  it('is safe to send, whatever its source', async () => {
    const written = `The "client" of C:\\é\r\n${'x'.repeat(500)}`;
    const server = await serveThrowing(new OAuthError('InvalidClient', written));
    const answer = await postAsJob(server);
    expectRefusal(answer, 'InvalidClient', `AADSTS70002: The ?client? of C:????${'x'.repeat(365)}`);
    expect(answer.json.error_description).toHaveLength(400);
  });
});

describe('the log of a refusal', () => {
  it('has the answered error, and no cause', async () => {
    const server = await serve((service) => service);
    const answer = await postToken(
      server,
      { grant_type: 'client_credentials', scope: 'x' },
      { Authorization: jobBasic },
    );
    expectRefusal(answer, 'InvalidScope', 'The scope x is not allowed');
    expect(logged(server, answer)).toEqual({
      event: 'request',
      outcome: 'refused',
      endpoint: 'token',
      client_id: 'nightly-report',
      authentication_method: 'client_secret_basic',
      grant_type: 'client_credentials',
      step: 'scope',
      status: 400,
      trace_id: answer.json.trace_id,
      correlation_id: answer.json.correlation_id,
      milliseconds: expect.any(Number),
      error: 'invalid_scope',
      error_codes: [70011],
      description: answer.json.error_description,
    });
  });
});
