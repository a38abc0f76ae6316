import fc from 'fast-check';
import { expect, it } from 'vitest';
import { masked, revealed } from '../../../shared/log/echo.ts';
import { admit } from '../../../shared/providers/admission.ts';
import type { AdmissionRules } from '../../../shared/providers/admission-rules.ts';
import { claimsMapProblems, findClaim } from '../../../shared/providers/claims-map.ts';
import { readUserRecord } from '../../../shared/users/user.ts';
import { anyCharacter } from '../../support/any-character.ts';

const issuer = 'https://id.example';

const ada = {
  iss: issuer,
  sub: '248289761001',
  name: 'Ada Lovelace',
  preferred_username: 'ada',
  email: 'ada@example.com',
  email_verified: true,
  groups: ['engineering', 'staff'],
  department: 'Engines',
  realm_access: { roles: ['admin', 'user'] },
};

function enters(claims: Readonly<Record<string, unknown>>, rules: AdmissionRules = {}) {
  const outcome = admit({ ...ada, ...claims }, { issuer, ...rules }, 'corp');
  return 'refusal' in outcome ? outcome.refusal.reason : outcome.identity;
}

const identity = {
  provider: 'corp',
  subject: '248289761001',
  login: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  isEmailVerified: true,
  groups: ['engineering', 'staff'],
};

it('takes name, login, email and groups, and nothing that no map names', () => {
  expect(admit(ada, { issuer }, 'corp')).toEqual({ identity, leftOut: [] });
});

it('lets a map rename claims, take more of them, and leave some out', () => {
  const map = { preferred_username: 'email', name: null, groups: '/realm_access/roles', department: 'department' };
  const { name: _, ...rest } = identity;
  expect(enters({}, { claims_map: map })).toEqual({
    ...rest,
    login: 'ada@example.com',
    groups: ['admin', 'user'],
    claims: { department: 'Engines' },
  });
  expect(enters({}, { claims_map: { groups: null } })).toEqual({ ...identity, groups: undefined });
});

it('escapes names in a pointer as RFC 6901 does', () => {
  const claims = { 'a/b': { 'c~d': 'found' } };
  expect(enters(claims, { claims_map: { tier: '/a~1b/c~0d' } })).toEqual({ ...identity, claims: { tier: 'found' } });
  expect(enters(claims, { claims_map: { tier: '/a~1b/constructor' } })).toEqual({ ...identity, claims: {} });
});

it('refuses a map that writes what the protocol says', () => {
  expect(claimsMapProblems({ department: 'department', email: null, groups: 'roles' })).toEqual([]);
  expect(claimsMapProblems(JSON.parse('{ "sub": "oid", "__proto__": "x", "tier": null }'))).toEqual([
    'sub is a claim of this server, and cannot be taken from a provider',
    '__proto__ is a claim of this server, and cannot be taken from a provider',
    'tier takes nothing, and would not be taken without it',
  ]);
});

it.each([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
  [1, false],
  ['yes', false],
  [undefined, false],
  [[true], false],
])('counts an email with email_verified %j as verified: %s', (email_verified, isEmailVerified) => {
  expect(enters({ email_verified })).toEqual({ ...identity, isEmailVerified });
});

it('does not count an email as verified that a map takes from another claim', () => {
  expect(enters({ mail: 'boss@example.com' }, { claims_map: { email: 'mail' } })).toEqual({
    ...identity,
    email: 'boss@example.com',
    isEmailVerified: false,
  });
  const both = { email: 'mail', email_verified: 'mail_checked' };
  expect(enters({ mail: 'boss@example.com', mail_checked: true }, { claims_map: both })).toMatchObject({
    email: 'boss@example.com',
    isEmailVerified: true,
  });
});

it('does not count an email as verified that is none', () => {
  expect(enters({ email: 'ada' })).toEqual({ ...identity, email: undefined, isEmailVerified: false });
});

it.each([
  ['a missing one', undefined],
  ['an empty one', ''],
  ['one of 256 characters', 'x'.repeat(256)],
  ['one with a line feed', 'ada\nroot'],
  ['one that reverses text', 'ada\u202egrace'],
  ['one with an invisible character', 'ada\u200b'],
  ['half a pair', 'ada\ud800'],
  ['a negative number', -1],
  ['a fraction', 1.5],
  ['a number that is not exact', 2 ** 53],
  ['a list', ['ada']],
  ['an object', { sub: 'ada' }],
  ['true', true],
  ['null', null],
])('refuses %s as the subject', (_what, sub) => {
  expect(enters({ sub })).toBe('subject');
});

it('takes the subject as it is, also from another claim, and whole numbers as GitHub has them', () => {
  expect(enters({ sub: ' Ada ' })).toMatchObject({ subject: ' Ada ' });
  expect(enters({ id: 583231 }, { subject_claim: 'id' })).toMatchObject({ subject: '583231' });
});

it('does not fall back to sub, nor to what every object has', () => {
  for (const source of ['constructor', '__proto__', '/constructor', '/a/toString']) {
    expect(findClaim({ a: {} }, source)).toBe(undefined);
  }
  expect(enters({}, { subject_claim: 'oid' })).toBe('subject');
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(enters({}, { subject_claim: name })).toBe('subject');
    expect(enters({}, { required_claims: { [name]: 'function' } })).toBe('claim');
  }
});

it('refuses claims of another issuer', () => {
  expect(enters({ iss: 'https://id.example/' })).toBe('issuer');
  expect(enters({ iss: undefined })).toBe('issuer');
  expect(enters({ iss: [issuer] })).toBe('issuer');
});

it('lets in only verified addresses of allowed_domains', () => {
  const rules = { allowed_domains: ['example.com', 'bücher.example'] };
  expect(enters({}, rules)).toEqual(identity);
  expect(enters({ email: 'ada@EXAMPLE.com' }, rules)).toMatchObject({ email: 'ada@EXAMPLE.com' });
  expect(enters({ email: 'ada@xn--bcher-kva.example' }, rules)).toMatchObject({ subject: identity.subject });
  expect(enters({ email_verified: false }, rules)).toBe('email');
  expect(enters({ email: undefined }, rules)).toBe('email');
  for (const email of ['ada@sub.example.com', 'ada@example.com.evil.example', 'ada@evilexample.com']) {
    expect(enters({ email }, rules)).toBe('domain');
  }
  // Two addresses in one, and a domain that is none.
  for (const email of ['ada@evil.example,x@example.com', 'ada@example.com@evil.example']) {
    expect(enters({ email }, rules)).toBe('email');
  }
  expect(enters({ email: 'ada@%%' }, { allowed_domains: ['%', '%%'] })).toBe('domain');
});

it('lets in who is in one of allowed_groups', () => {
  expect(enters({}, { allowed_groups: ['board', 'staff'] })).toEqual(identity);
  expect(enters({ groups: 'staff' }, { allowed_groups: ['staff'] })).toMatchObject({ groups: ['staff'] });
  for (const groups of [undefined, [], 'staff,board', ['Staff'], { staff: true }, [['staff']]]) {
    expect(enters({ groups }, { allowed_groups: ['staff'] })).toBe('group');
  }
  // A map that takes no groups leaves nothing to compare with.
  expect(enters({}, { allowed_groups: ['staff'], claims_map: { groups: null } })).toBe('group');
});

it('takes a provider that sends no groups at its word', () => {
  expect(enters({ groups: undefined })).toEqual({ ...identity, groups: [] });
});

it('keeps no groups rather than some of too many, and still compares them with the rule', () => {
  const groups = Array.from({ length: 10_000 }, (_, index) => `group-${index}`);
  const outcome = admit({ ...ada, groups }, { issuer, allowed_groups: ['group-9999'] }, 'corp');
  expect(outcome).toEqual({ identity: { ...identity, groups: [] }, leftOut: ['groups'] });
});

it('lets in who is in one of the two lists', () => {
  const rules = { allowed_subjects: ['248289761001'], allowed_emails: ['Grace@Example.com'] };
  expect(enters({}, rules)).toEqual(identity);
  const grace = { sub: '2', email: 'grace@example.com' };
  expect(enters(grace, rules)).toMatchObject({ subject: '2' });
  expect(enters({ ...grace, email_verified: false }, rules)).toBe('not_listed');
  // U+017F is an s in lower case to NFKC, and another letter to a mail server.
  expect(enters({ sub: '2', email: 'ro\u017fe@example.com' }, { allowed_emails: ['rose@example.com'] })).toBe(
    'not_listed',
  );
  expect(enters({ sub: '2' }, { allowed_subjects: ['248289761001'] })).toBe('not_listed');
});

it('lets in who has the claims that are required', () => {
  const rules = { required_claims: { hd: ['example.com', 'example.org'], level: 2, '/realm_access/roles': 'admin' } };
  expect(enters({ hd: 'example.org', level: 2 }, rules)).toEqual(identity);
  expect(enters({ level: 2 }, rules)).toBe('claim');
  expect(enters({ hd: 'example.org', level: '2' }, rules)).toBe('claim');
  expect(enters({ hd: 'example.org', level: 2, realm_access: { roles: ['user'] } }, rules)).toBe('claim');
});

it('needs every rule to hold', () => {
  const rules = { allowed_domains: ['example.com'], allowed_groups: ['staff'], allowed_subjects: ['248289761001'] };
  expect(enters({}, rules)).toEqual(identity);
  expect(enters({ email: 'ada@example.org' }, rules)).toBe('domain');
  expect(enters({ groups: [] }, rules)).toBe('group');
  expect(enters({ sub: '2' }, rules)).toBe('not_listed');
});

it('cuts a name, and leaves out what does not fit', () => {
  const outcome = admit(
    {
      ...ada,
      name: `\u202e${'é'.repeat(300)}\n`,
      preferred_username: 'ada\u202e',
      email: 'ada@example.com\r\nBcc: grace@example.com',
      department: { nested: 'object' },
      tier: 'x'.repeat(1001),
      acr: 'with spaces',
      amr: ['pwd', 7, 'mfa'],
    },
    { issuer, claims_map: { department: 'department', tier: 'tier' } },
    'corp',
  );
  expect(outcome).toEqual({
    identity: {
      provider: 'corp',
      subject: identity.subject,
      name: 'é'.repeat(200),
      isEmailVerified: false,
      groups: identity.groups,
      claims: {},
      amr: ['pwd', 'mfa'],
    },
    leftOut: ['preferred_username', 'email', 'acr', 'department', 'tier'],
  });
});

it('takes as many further claims as fit into the record of the user', () => {
  const names = ['a', 'b', 'c', 'd'];
  const claims = Object.fromEntries(names.map((name) => [name, 'é'.repeat(400)]));
  const claims_map = Object.fromEntries(names.map((name) => [name, name]));
  const outcome = admit({ ...ada, ...claims }, { issuer, claims_map }, 'corp');
  expect(outcome).toEqual({ identity: { ...identity, claims: { a: claims.a, b: claims.b } }, leftOut: ['c', 'd'] });
});

it('shows the operator what was refused, and masks it in the log', () => {
  const outcome = admit(
    { ...ada, email: 'ada@elsewhere.example' },
    { issuer, allowed_domains: ['example.com'] },
    'corp',
  );
  const problem = 'refusal' in outcome ? outcome.refusal.problem : '';
  expect(revealed(problem)).toBe('The domain elsewhere.example of the email is not in allowed_domains.');
  expect(masked(problem)).toBe('The domain else... (17 characters) of the email is not in allowed_domains.');
});

const anyText = fc.oneof(fc.string({ unit: anyCharacter }), fc.string({ unit: 'grapheme' }), fc.emailAddress());
const anyValue = fc.oneof(anyText, fc.jsonValue({ maxDepth: 3 }));

it('makes of any claims an identity that fits into the record of a user, or refuses', () => {
  const map = { tier: 'tier', '/x': '/realm_access/roles' };
  const record = { subject: 'u_0123456789012345678901', username: 'ada', disabled: false, updated_at: 0 };
  const password = { algorithm: 'scrypt', n: 16384, r: 8, p: 1, salt: 's'.repeat(22), hash: 'h'.repeat(43) };
  fc.assert(
    fc.property(
      fc.record<Record<string, unknown>>({
        sub: fc.oneof(fc.constant('1'), anyValue),
        ...Object.fromEntries(
          ['name', 'preferred_username', 'email', 'email_verified', 'groups', 'tier', 'realm_access', 'acr', 'amr'].map(
            (name) => [name, anyValue],
          ),
        ),
      }),
      (claims) => {
        const outcome = admit({ iss: issuer, ...claims }, { issuer, claims_map: map }, 'corp');
        if ('refusal' in outcome) {
          expect(outcome.refusal.reason).toBe('subject');
          return;
        }
        const { name, email, isEmailVerified, login, groups = [], claims: further = {} } = outcome.identity;
        const user = {
          ...record,
          password,
          email_verified: isEmailVerified,
          ...(name && { name }),
          ...(login && { login }),
          groups,
          claims: further,
          ...(email && { email }),
        };
        expect(readUserRecord(user)).toEqual(user);
        expect(`${login}${groups}`).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
        expect(JSON.stringify(further ?? {}).length).toBeLessThan(3000);
        if (isEmailVerified) expect([true, 'true']).toContain(claims.email_verified);
      },
    ),
    { numRuns: 300 },
  );
});

it('never lets in with more rules who is refused with fewer', () => {
  const rules = fc.record(
    {
      allowed_domains: fc.subarray(['example.com', 'example.org']),
      allowed_groups: fc.subarray(['a', 'b']),
      allowed_subjects: fc.subarray(['1', '2']),
      required_claims: fc.dictionary(fc.constantFrom('tier', 'hd'), fc.constantFrom('1', '2')),
    },
    { requiredKeys: [] },
  );
  const claims = fc.record({
    sub: fc.constantFrom('1', '2', '3'),
    email: fc.constantFrom('ada@example.com', 'ada@example.org', 'ada@example.net'),
    email_verified: fc.boolean(),
    groups: fc.subarray(['a', 'b', 'c']),
    tier: fc.constantFrom('1', '2'),
  });
  const isIn = (sent: object, held: AdmissionRules) =>
    'identity' in admit({ iss: issuer, ...sent }, { issuer, ...held }, 'corp');
  fc.assert(
    fc.property(claims, rules, rules, (sent, some, more) => {
      const both = { ...more, ...some };
      if (isIn(sent, both)) expect(isIn(sent, some)).toBe(true);
    }),
  );
});
