import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalogue, type ErrorName, errorNames } from '../../../shared/errors/catalogue.ts';

const rows = errorNames.map((name) => ({ name, ...catalogue[name] }));

/** Exceptions from the status of the error code, each with its reason. */
const exceptions: Readonly<Partial<Record<ErrorName, number>>> = {
  MethodNotAllowed: 405,
  RequestTooLarge: 413,
  UnknownErrorNumber: 404,
  UnknownPath: 404,
  ClientThrottled: 429,
  UserThrottled: 429,
  UserCodesThrottled: 429,
  PublicRequestsThrottled: 429,
  // RFC 9449 §7.1 and §9: a protected resource answers 401.
  InvalidProofAtResource: 401,
  NonceRequiredAtResource: 401,
};

/** RFC 6749 §5.2: 400, except for client authentication; faults of the service are 500 or 503. */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  unsupported_response_type: 400,
  access_denied: 400,
  login_required: 400,
  consent_required: 400,
  interaction_required: 400,
  unmet_authentication_requirements: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  invalid_request_object: 400,
  invalid_request_uri: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  authorization_pending: 400,
  slow_down: 400,
  expired_token: 400,
  server_error: 500,
  temporarily_unavailable: 503,
} as const satisfies Readonly<Record<(typeof rows)[number]['error'], number>>;

describe('the catalogue', () => {
  it('has each number once', () => {
    const numbers = rows.map(({ number }) => number);
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
    expect(numbers.filter((number) => !Number.isSafeInteger(number) || number <= 0)).toEqual([]);
  });

  it.each(rows)('answers $name with the status of its error code', ({ name, error, status }) => {
    expect(status).toBe(exceptions[name] ?? statuses[error]);
  });

  it.each(rows)('describes $name in whole sentences', ({ meaning }) => {
    expect(meaning).toMatch(/^[A-Z][\x20-\x21\x23-\x5b\x5d-\x7e]+\.$/);
  });

  it('has a range of numbers for the causes of faults, which are answered with 500 or 503', () => {
    const isCause = ({ number }: { readonly number: number }) => /^50000\d\d$/.test(String(number));
    const faults = rows.filter(({ isFault }) => isFault);
    expect(faults).toEqual(rows.filter(isCause));
    expect(faults.filter(({ status }) => status !== 500 && status !== 503)).toEqual([]);
  });

  it('tells no caller why authentication failed', () => {
    const logOnly = rows.filter(({ isLogOnly }) => isLogOnly).map(({ name }) => name);
    expect(logOnly.sort()).toEqual([
      'AssertionReplayed',
      'ClientKeysUnreachable',
      'PublicClientWithCredentials',
      'UnknownFederatedIssuer',
      'UnknownUser',
      'UserDisabled',
      'WrongAssertionSignature',
      'WrongAuthenticationMethod',
      'WrongClientSecret',
      'WrongFederatedAudience',
      'WrongFederatedClaims',
      'WrongFederatedSubject',
      'WrongPassword',
    ]);
  });
});

const folder = fileURLToPath(new URL('../..', import.meta.url));

/** The text of every other test file. */
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('catalogue.test.ts'))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
  .join('\n');

describe('the tests', () => {
  // TokenIssuanceError precedes every fault; expectRefusal compares it.
  it.each(rows.filter(({ name }) => name !== 'TokenIssuanceError'))(
    'bring about $name',
    ({ name, isLogOnly, number }) => {
      const isExpected = tests.includes(`'${name}'`) || tests.includes(`catalogue.${name}`);
      // The log has a row that is only for the log by its number.
      const isLogged = Boolean(isLogOnly) && new RegExp(`\\b${number}\\b`).test(tests);
      expect(isExpected || isLogged).toBe(true);
    },
  );
});
