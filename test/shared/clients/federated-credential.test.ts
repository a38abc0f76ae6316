import { describe, expect, it } from 'vitest';
import { readClient } from '../../../shared/clients/read-client.ts';
import { keyed, newTestKey } from '../../support/assertions.ts';
import { job } from '../../support/clients.ts';
import { platforms } from '../../support/platform-tokens.ts';

function problemsOf(record: unknown): unknown {
  const read = readClient(record);
  return 'problems' in read ? read.problems : [];
}

const { jwks: _, ...keyless } = keyed;
const good = platforms['GitHub Actions'].credential;
const withCredentials = (...federated_credentials: unknown[]) => ({ ...keyless, federated_credentials });
const privateJwk = newTestKey('ES256').privateKey.export({ format: 'jwk' });
const url =
  'federated_credentials.0.issuer must be an https URL without user name and password; http is only for localhost, 127.0.0.1 and [::1]';
const noUrl =
  "federated_credentials.0.issuer must be the iss of the platform's tokens, an https URL without query and fragment";

describe('federated credentials', () => {
  it('may be of every platform, alone or beside a key', () => {
    const credentials = Object.values(platforms).map(({ credential }) => credential);
    expect(problemsOf(withCredentials(...credentials))).toEqual([]);
    expect(problemsOf({ ...keyed, federated_credentials: credentials })).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a name with a space',
      { name: 'a b' },
      'federated_credentials.0.name must be 1 to 120 letters, digits, hyphens and underscores',
    ],
    ['an issuer that is no URL', { issuer: 'kubernetes/serviceaccount' }, noUrl],
    ['an issuer with a query', { issuer: 'https://a.example?b' }, noUrl],
    ['http over the network', { issuer: 'http://a.example' }, url],
    ['a password in the issuer', { issuer: 'https://a:b@a.example' }, url],
    ['no subject', { subject: undefined }, 'federated_credentials.0.subject is missing'],
    [
      'no audience',
      { audiences: [] },
      'federated_credentials.0.audiences must be a list of 1 to 10 audiences, each once',
    ],
    [
      'a nested claim',
      { claims: { a: { b: 1 } } },
      'federated_credentials.0.claims.a must be a text, a number, true or false',
    ],
    [
      'a claim with a member of its own',
      { claims: { sub: 'x', a: 'b' } },
      'federated_credentials.0.claims must not have sub: issuer, subject and audiences are for that',
    ],
    ['a member that nobody knows', { subjects: [] }, 'federated_credentials.0.subjects is not a known member'],
    [
      'a private key',
      { jwks: { keys: [privateJwk] } },
      'federated_credentials.0.jwks.keys.0 has private members: replace the key, and publish the public members only',
    ],
  ])('may not have %s', (_name, changes, problem) => {
    expect(problemsOf(withCredentials({ ...good, ...changes }))).toEqual([problem]);
  });

  it('may not be the same twice, or have one name', () => {
    expect(problemsOf(withCredentials(good, { ...good, name: 'again' }))).toEqual([
      'federated_credentials.1.issuer, subject, audiences and claims are those of another credential',
    ]);
    expect(
      problemsOf(withCredentials(good, { ...good, subject: 'repo:octo-org/octo-repo:ref:refs/heads/main' })),
    ).toEqual(['federated_credentials.1.name is that of another credential']);
  });

  it('are for the method private_key_jwt alone', () => {
    expect(problemsOf({ ...job, federated_credentials: [good] })).toEqual([
      'token_endpoint_auth_method client_secret_basic must not be combined with federated_credentials',
    ]);
  });
});
