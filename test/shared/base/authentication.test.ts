import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundedAuthentication,
  fullAuthentication,
  passwordAuthentication,
  shortAuthentication,
} from '../../../shared/base/authentication.ts';

const methods = fc.array(fc.oneof(fc.constant('pwd'), fc.string()), { maxLength: 12 });
const authentications = fc.oneof(
  fc.constant(passwordAuthentication),
  fc.record(
    { acr: fc.oneof(fc.constant(passwordAuthentication.acr), fc.string()), amr: methods },
    { requiredKeys: [] },
  ),
);

describe('an authentication', () => {
  it('by password is left out where each byte counts', () => {
    expect(shortAuthentication(passwordAuthentication)).toEqual({});
    expect(fullAuthentication({ acr: undefined, amr: undefined })).toEqual(passwordAuthentication);
  });

  it('of any other kind is never read as one by password', () => {
    expect(fullAuthentication({ acr: undefined, ...shortAuthentication({}) })).toEqual({});
    expect(fullAuthentication({ amr: [], ...shortAuthentication({ acr: 'mfa' }) })).toEqual({ acr: 'mfa' });
  });

  it('is the same after it was shortened, as JSON', () => {
    fc.assert(
      fc.property(authentications.map(boundedAuthentication), (authentication) => {
        const { acr, amr } = JSON.parse(JSON.stringify(shortAuthentication(authentication)));
        expect(fullAuthentication({ acr, amr })).toEqual(authentication);
      }),
    );
  });

  it('has at most 10 methods and 200 characters of acr, all of them printable', () => {
    expect(boundedAuthentication({ acr: 'a'.repeat(201), amr: ['a b', '', 'x'.repeat(41), 'mfa'] })).toEqual({
      amr: ['mfa'],
    });
    expect(boundedAuthentication({ acr: 'a\nb', amr: Array(11).fill('otp') })).toEqual({ amr: Array(10).fill('otp') });
  });
});
