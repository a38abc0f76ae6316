import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Exchanged } from '../support/exchange.ts';
import { checkAnswers, headerValue, query, text } from '../support/hostile.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer();

/** Expects a refusal without claims of a user, and no fault. */
function expectNothingTold({ status, text: body, json, headers }: Exchanged): void {
  expect([400, 401], body).toContain(status);
  expect(json.error).toBe(status === 401 ? 'invalid_token' : 'invalid_request');
  expect(json.error_description).toMatch(/^AADSTS\d{5,7}: [\x20-\x21\x23-\x5b\x5d-\x7e]{1,400}$/);
  expect(json).not.toHaveProperty('sub');
  if (status === 401)
    expect(headers.get('www-authenticate')).toMatch(/^(?:Bearer|DPoP) realm="https:\/\/issuer\.example"/);
}

const path = '/userinfo';
const method = fc.constantFrom('GET', 'POST');
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;

describe('any other value is refused', () => {
  it('in the header', () => {
    const value = fc.oneof(
      headerValue,
      headerValue.map((rest) => `Bearer ${rest}`),
      fc.base64String().map((rest) => `bearer ${rest}.${rest}.${rest}`),
      headerValue.map((rest) => `DPoP ${rest}`),
    );
    return checkAnswers(
      server,
      fc.tuple(method, value, fc.option(headerValue, { nil: undefined })),
      ([verb, authorization, proof]) => ({
        method: verb,
        path,
        headers: [['Authorization', authorization], ...(proof === undefined ? [] : [['DPoP', proof] as const])],
      }),
      expectNothingTold,
    );
  });

  it('in a form', () =>
    checkAnswers(
      server,
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        text.map((value) => Buffer.from(new URLSearchParams({ access_token: value }).toString())),
      ),
      (body) => ({ method: 'POST', path, headers: [form], body }),
      expectNothingTold,
    ));

  it('in the URL', () =>
    checkAnswers(
      server,
      fc.tuple(
        method,
        query.map((rest) => `access_token${rest}`),
      ),
      ([verb, given]) => ({ method: verb, path: `${path}?${given}`, headers: [] }),
      expectNothingTold,
    ));
});
