import { describe, expect, it } from 'vitest';
import type { ErrorName } from '../../../shared/errors/catalogue.ts';
import { keyed, newTestKey, ownKey, postAssertion, signAssertion } from '../../support/assertions.ts';
import { clients, job } from '../../support/clients.ts';
import { openOtherServer } from '../../support/other-server.ts';
import {
  type Platform,
  platformKey,
  platforms,
  platformToken,
  type TokenChanges,
} from '../../support/platform-tokens.ts';
import { expectRefusal, expectTokens, postAsJob, type TestAnswer, withoutIds } from '../../support/request.ts';
import { issuer, startServer } from '../../support/server.ts';
import { useServer } from '../../support/use-server.ts';

const { jwks: _, ...keyless } = keyed;
const jwks = { keys: [platformKey.jwk] };
const federated = {
  ...keyless,
  client_id: 'federated-report',
  federated_credentials: Object.values(platforms).map(({ credential }) => ({ ...credential, jwks })),
};
const withKeyToo = { ...federated, client_id: 'with-a-key-too', jwks: { keys: [ownKey.jwk] } };
const asApi = { ...federated, client_id: 'federated-api', grant_types: [], introspects: ['https://reports.example'] };

const server = useServer({ clients: [...clients, keyed, federated, withKeyToo, asApi] });
const github: Platform = platforms['GitHub Actions'];
const kubernetes: Platform = platforms['Kubernetes service account'];

function now(): number {
  return server.service.clock.now() / 1000;
}

async function send(
  platform: Platform,
  changes?: TokenChanges,
  form: Record<string, string> = {},
): Promise<TestAnswer> {
  return postAssertion(server, await platformToken(platform, now(), changes), {
    client_id: 'federated-report',
    ...form,
  });
}

function lineOf({ json }: TestAnswer): Record<string, unknown> | undefined {
  return server.log.findLast((line) => line.trace_id === json.trace_id || line.trace_id === undefined);
}

describe('the token of a platform', () => {
  it.each(Object.entries<Platform>(platforms))(
    'authenticates the client whose credential it fits: %s',
    async (_name, platform) => {
      expectTokens(await send(platform), 'reports.read');
      expect(server.log.at(-1)).toMatchObject({
        client_id: 'federated-report',
        authentication_method: 'client_assertion',
        federated_credential: platform.credential.name,
      });
    },
  );

  it('works again while it lives, at every endpoint, and writes nothing', async () => {
    const token = await platformToken(github, now());
    for (let times = 0; times < 3; times += 1) {
      const answer = await postAssertion(server, token, { client_id: 'federated-report' });
      expectTokens(answer, 'reports.read');
    }
    expect(server.log.at(-1)?.store_calls).toBeUndefined();
    const { json } = await postAssertion(server, token, { client_id: 'federated-report' });
    const form = { client_id: 'federated-api', token: json.access_token };
    expect((await postAssertion(server, token, form, '/introspect')).json.active).toBe(true);
    const revoked = await postAssertion(server, token, { ...form, client_id: 'federated-report' }, '/revoke');
    expect(revoked.status).toBe(200);
  });

  it('works beside a key of the client itself', async () => {
    expectTokens(await send(github, {}, { client_id: 'with-a-key-too' }), 'reports.read');
    const claims = { iss: 'with-a-key-too', sub: 'with-a-key-too' };
    expectTokens(await postAssertion(server, await signAssertion(now(), { claims })), 'reports.read');
  });

  it('may say at+jwt, or have a clock that is a minute ahead or behind', async () => {
    expectTokens(await send(kubernetes, { header: { typ: 'at+jwt' } }), 'reports.read');
    expectTokens(await send(kubernetes, { claims: { iat: now() + 59, nbf: now() + 59 } }), 'reports.read');
    expectTokens(await send(kubernetes, { claims: { exp: now() - 59 } }), 'reports.read');
  });
});

describe('is refused with the reason, before any client is looked up:', () => {
  it.each<[string, TokenChanges['claims'], ErrorName, string]>([
    [
      'an iss that is no URL',
      { iss: 'kubernetes/serviceaccount' },
      'AssertionSubjectMismatch',
      'or the iss must be the URL',
    ],
    ['no iss', { iss: undefined }, 'AssertionSubjectMismatch', 'has an iss that is not its sub'],
    ['this server as iss', { iss: issuer }, 'AssertionSubjectMismatch', 'has this server as its iss'],
    ['no sub', { sub: undefined }, 'InvalidAssertion', 'has no sub'],
    ['no aud', { aud: undefined }, 'WrongAssertionAudience', 'has no aud'],
    ['an empty aud', { aud: [] }, 'WrongAssertionAudience', 'has no aud'],
    ['an aud that is no text', { aud: [issuer, 7] }, 'WrongAssertionAudience', 'has no aud'],
    ['no exp', { exp: undefined }, 'InvalidAssertion', 'has no exp'],
    ['no iat', { iat: undefined }, 'InvalidAssertion', 'has no iat, the time when it was issued'],
  ])('%s', async (_name, claims, row, problem) => {
    for (const client_id of ['federated-report', 'nobody']) {
      expectRefusal(await send(github, { claims: claims ?? {} }, { client_id }), row, problem);
    }
  });

  it.each<[string, () => Readonly<Record<string, unknown>>, string]>([
    ['expired', () => ({ exp: now() - 60 }), 'expired 60 seconds ago'],
    ['issued in the future', () => ({ iat: now() + 61 }), 'has an iat that is 61 seconds ahead'],
    ['not valid yet', () => ({ nbf: now() + 61 }), 'has an nbf that is 61 seconds ahead'],
    ['valid for a year', () => ({ exp: now() + 31_536_000 }), 'at most 90000 seconds from iat to exp'],
    ['valid for a second more', () => ({ iat: now(), exp: now() + 90_001 }), 'is valid for too long'],
  ])('%s', async (_name, claims, problem) => {
    expectRefusal(await send(github, { claims: claims() }), 'AssertionNotValidNow', problem);
  });

  it('no client_id', async () => {
    const token = await platformToken(github, now());
    expectRefusal(await postAssertion(server, token), 'MissingParameter', 'Send client_id too');
  });

  it.each(['dpop+jwt', 'refresh+jwt', 'logout+jwt', 'client-authentication+jwt'])('the typ %s', async (typ) => {
    expectRefusal(
      await send(github, { header: { typ } }),
      'InvalidAssertion',
      'has a typ that is not of an access token',
    );
  });

  it('an access token of this server, whoever it is for', async () => {
    const { json } = await postAsJob(server, { grant_type: 'client_credentials' });
    for (const client_id of [job.client_id, 'federated-report']) {
      const answer = await postAssertion(server, json.access_token, { client_id });
      expectRefusal(answer, 'AssertionSubjectMismatch', 'has this server as its iss');
    }
  });
});

describe('what depends on the client is refused alike', () => {
  const other = newTestKey('RS256', 'of-the-platform');
  it.each<[string, TokenChanges, number]>([
    ['another issuer', { claims: { iss: 'https://evil.example' } }, 700211],
    ['the issuer with a slash', { claims: { iss: `${github.credential.issuer}/` } }, 700211],
    ['another subject', { claims: { sub: 'repo:octo-org/octo-repo:ref:refs/heads/main' } }, 700213],
    ['a subject that begins alike', { claims: { sub: `${github.credential.subject}-2` } }, 700213],
    ['a subject in another case', { claims: { sub: `${github.credential.subject}`.toUpperCase() } }, 700213],
    ['the subject of another platform', { claims: { sub: kubernetes.credential.subject } }, 700213],
    ['another audience', { claims: { aud: 'api://AzureADTokenExchange' } }, 700212],
    ['another audience beside it', { claims: { aud: [issuer, 'https://other.example'] } }, 700212],
    ['another claim', { claims: { repository_owner_id: '66' } }, 990064],
    ['a claim of another type', { claims: { repository_owner_id: 65 } }, 990064],
    ['a missing claim', { claims: { repository_owner_id: undefined } }, 990064],
    ['an inherited claim', { claims: { repository_id: undefined, __proto__: { repository_id: '74' } } }, 990064],
    ['another key of the same name', { key: other }, 700027],
    ['a key of another type', { key: newTestKey('ES256', 'of-the-platform') }, 700027],
    ['another kid', { key: { ...platformKey, kid: 'next' } }, 700027],
  ])('%s', async (_name, changes, reason) => {
    const answer = await send(github, changes);
    expectRefusal(answer, 'InvalidClient', /: Client authentication failed: the client is unknown, its credentials/);
    const unknown = await send(github, changes, { client_id: 'nobody' });
    expect(withoutIds(answer)).toEqual(withoutIds(unknown));
    expect(lineOf(answer)?.reason).toBe(reason);
    expect(lineOf(unknown)?.reason).toBe(700016);
    expect(JSON.stringify(server.log)).not.toContain('eyJ');
  });

  it.each([
    ['a client with a secret', job.client_id, 990061],
    ['a public client', 'native', 700025],
    ['a client with keys alone', keyed.client_id, 700211],
  ])('%s', async (_name, client_id, reason) => {
    const answer = await send(github, {}, { client_id });
    expectRefusal(answer, 'InvalidClient', 'Client authentication failed');
    expect(lineOf(answer)?.reason).toBe(reason);
  });
});

describe('the keys of an issuer', () => {
  it('are found by its metadata, and a server that is down is refused like an unknown client', async () => {
    const ofPlatform = await openOtherServer();
    const documents = {
      '/.well-known/openid-configuration': { issuer: ofPlatform.url, jwks_uri: `${ofPlatform.url}/keys` },
      '/keys': jwks,
    };
    ofPlatform.publish(documents);
    const credential = { ...kubernetes.credential, issuer: ofPlatform.url };
    const client = { ...federated, federated_credentials: [credential] };
    const local = await startServer({ clients: [client], isIssuerUrl: true });
    const post = async (claims = {}) => {
      const token = await platformToken(kubernetes, local.service.clock.now() / 1000, {
        claims: { iss: ofPlatform.url, ...claims },
      });
      return postAssertion(local, token, { client_id: client.client_id });
    };
    expectTokens(await post(), 'reports.read');
    expectTokens(await post(), 'reports.read');
    expect(ofPlatform.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
    // Nothing is fetched for a token that no credential fits.
    expect((await post({ sub: 'system:serviceaccount:reports:other' })).status).toBe(401);
    expect((await post({ iss: `${ofPlatform.url}/other` })).status).toBe(401);
    expect(ofPlatform.requests).toHaveLength(2);
    await local.close();

    ofPlatform.publish({});
    const cold = await startServer({ clients: [client], isIssuerUrl: true });
    const token = await platformToken(kubernetes, cold.service.clock.now() / 1000, { claims: { iss: ofPlatform.url } });
    const [known, unknown] = [
      await postAssertion(cold, token, { client_id: client.client_id }),
      await postAssertion(cold, token, { client_id: 'nobody' }),
    ];
    expect(withoutIds(known)).toEqual(withoutIds(unknown));
    expect(cold.log.find(({ trace_id }) => trace_id === known.json.trace_id)?.reason).toBe(990063);
    await cold.close();
    await ofPlatform.close();
  });
});
