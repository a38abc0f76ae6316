// Claims in the shape of recorded ID tokens of Microsoft Entra, with made-up ids.
import { describe, expect, it } from 'vitest';
import { admit } from '../../../shared/providers/admission.ts';
import type { AdmissionRules } from '../../../shared/providers/admission-rules.ts';
import { entraIssuer, expectedIssuer, personalTenant } from '../../../shared/providers/entra-issuer.ts';

const tenant = '11111111-2222-3333-4444-555555555555';
const otherTenant = '66666666-7777-8888-9999-000000000000';
const oid = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const issuer = `https://login.microsoftonline.com/${tenant}/v2.0`;
const common = 'https://login.microsoftonline.com/common/v2.0';

/** Version 2, of a member of the tenant: no email, no email_verified. */
const member = {
  aud: '33333333-0000-0000-0000-333333333333',
  iss: issuer,
  iat: 1764300000,
  nbf: 1764300000,
  exp: 1764303900,
  aio: 'AXQAi/8TAAAA',
  name: 'Ada Lovelace',
  nonce: 'n-0S6_WzA2Mj',
  oid,
  preferred_username: 'ada@example.com',
  rh: '1.AAAAAAAA.',
  sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  tid: tenant,
  uti: 'fqiBqXLPj0eQa82S',
  ver: '2.0',
};

/** Version 1, of the older endpoint: upn and unique_name, amr as Entra has it. */
const { preferred_username: _, ...unversioned } = member;
const memberV1 = {
  ...unversioned,
  iss: `https://sts.windows.net/${tenant}/`,
  amr: ['pwd', 'mfa'],
  family_name: 'Lovelace',
  given_name: 'Ada',
  ipaddr: '203.0.113.7',
  unique_name: 'ada@example.com',
  upn: 'ada@example.com',
  ver: '1.0',
};

/** Invited from another tenant. */
const guest = {
  ...member,
  acct: 1,
  email: 'grace@example.org',
  idp: `https://sts.windows.net/${otherTenant}/`,
  name: 'Grace Hopper',
  oid: 'bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee',
  preferred_username: 'grace_example.org#EXT#@example.onmicrosoft.com',
};

const personal = {
  ...member,
  iss: `https://login.microsoftonline.com/${personalTenant}/v2.0`,
  oid: '00000000-0000-0000-66f3-3332eca7ea81',
  preferred_username: 'ada@outlook.example',
  email: 'ada@outlook.example',
  tid: personalTenant,
};

function enters(claims: Readonly<Record<string, unknown>>, rules: AdmissionRules = {}) {
  const outcome = admit(claims, { issuer, subject_claim: 'oid', ...rules }, 'entra');
  return 'refusal' in outcome ? outcome.refusal.reason : outcome.identity;
}

const identity = {
  provider: 'entra',
  subject: oid,
  login: 'ada@example.com',
  name: 'Ada Lovelace',
  isEmailVerified: false,
  groups: [],
};

describe('versions', () => {
  it('takes a token of version 2', () => {
    expect(enters(member, { allowed_tenants: [tenant.toUpperCase()] })).toEqual(identity);
  });

  it('takes a token of version 1 for an issuer of version 1, with upn as the login', () => {
    const v1 = { issuer: memberV1.iss };
    expect(enters(memberV1, v1)).toEqual({ ...identity, amr: ['pwd', 'mfa'] });
    expect(enters({ ...memberV1, upn: undefined, unique_name: 'live.com#ada' }, v1)).toMatchObject({
      login: 'live.com#ada',
    });
  });

  it('refuses one version for the issuer of the other', () => {
    expect(enters(memberV1)).toBe('issuer');
    expect(enters(member, { issuer: memberV1.iss })).toBe('issuer');
  });

  it('knows the forms of its issuers, and no others', () => {
    const forms = [issuer, common, memberV1.iss, 'https://login.microsoftonline.us/organizations/v2.0'];
    expect(forms.map(entraIssuer)).toMatchObject([
      { tenant, isMultiTenant: false, version: 2 },
      { tenant: 'common', isMultiTenant: true, version: 2 },
      { tenant, isMultiTenant: false, version: 1 },
      { tenant: 'organizations', isMultiTenant: true, version: 2 },
    ]);
    expect(
      [
        'https://login.microsoftonline.com.evil.example/common/v2.0',
        'https://evil.example/login.microsoftonline.com/common/v2.0',
        'http://login.microsoftonline.com/common/v2.0',
        'https://login.microsoftonline.com/common/v2.0?x',
        'https://login.microsoftonline.com/a/b/v2.0',
        'https://id.example/common/v2.0',
      ].map(entraIssuer),
    ).toEqual(Array(6).fill(undefined));
  });
});

describe('subject', () => {
  it('is oid, which stays when the user name and email change', () => {
    const renamed = { ...member, preferred_username: 'ada.king@example.com', name: 'Ada King' };
    expect(enters(renamed)).toEqual({ ...identity, login: 'ada.king@example.com', name: 'Ada King' });
  });

  it('is not found in a token without the scope profile, which has no oid', () => {
    const { oid: _oid, ...without } = member;
    expect(enters(without)).toBe('subject');
  });

  it('has the tenant in it when there are many tenants, since each is an issuer', () => {
    expect(enters(member, { issuer: common })).toEqual({ ...identity, subject: `${tenant}/${oid}` });
  });
});

describe('tenants', () => {
  it('refuses a token of another tenant, whatever else it says', () => {
    const other = { ...member, iss: issuer.replace(tenant, otherTenant), tid: otherTenant };
    expect(enters(other)).toBe('issuer');
    expect(enters({ ...other, tid: tenant })).toBe('issuer');
    expect(enters(other, { issuer: common, allowed_tenants: [tenant] })).toBe('tenant');
    expect(enters(other, { issuer: common, allowed_tenants: [tenant, otherTenant] })).toMatchObject({
      subject: `${otherTenant}/${oid}`,
    });
  });

  it('needs iss and tid to name the same tenant', () => {
    const rules = { issuer: common, allowed_tenants: [tenant, otherTenant] };
    expect(enters({ ...member, tid: otherTenant }, rules)).toBe('issuer');
    for (const tid of [undefined, '', 'common', `${tenant}/x`, '../evil', [tenant], { tenant }]) {
      expect(enters({ ...member, tid }, rules)).toBe('issuer');
    }
  });

  it('refuses the template itself as an issuer', () => {
    const template = 'https://login.microsoftonline.com/{tenantid}/v2.0';
    expect(enters({ ...member, iss: template }, { issuer: template })).toBe('issuer');
    expect(enters({ ...member, iss: template, tid: '{tenantid}' }, { issuer: template })).toBe('issuer');
    expect(enters(member, { issuer: template })).toMatchObject({ subject: `${tenant}/${oid}` });
  });

  it('refuses a tid that is not the one of a rule for an issuer of a single tenant', () => {
    expect(enters(member, { allowed_tenants: [otherTenant] })).toBe('tenant');
    expect(enters({ ...member, tid: undefined }, { allowed_tenants: [tenant] })).toBe('tenant');
  });
});

describe('personal accounts', () => {
  it('enter by common and consumers, but not by organizations', () => {
    expect(enters(personal, { issuer: common })).toMatchObject({ login: 'ada@outlook.example' });
    expect(enters(personal, { issuer: common.replace('common', 'consumers') })).toMatchObject({
      subject: personal.oid,
    });
    expect(enters(personal, { issuer: common.replace('common', 'organizations') })).toBe('issuer');
    expect(expectedIssuer(common.replace('common', 'organizations'), personalTenant.toUpperCase())).toBe(undefined);
  });

  it('are kept out by allowed_tenants', () => {
    expect(enters(personal, { issuer: common, allowed_tenants: [tenant] })).toBe('tenant');
  });
});

describe('guests', () => {
  it('have the tid of the tenant that invited them, so allowed_tenants lets them in', () => {
    expect(enters(guest, { allowed_tenants: [tenant] })).toMatchObject({ subject: guest.oid });
  });

  it('are kept out by acct, an optional claim', () => {
    const rules = { required_claims: { acct: 0 } };
    expect(enters(guest, rules)).toBe('claim');
    expect(enters(member, rules)).toBe('claim');
    expect(enters({ ...member, acct: 0 }, rules)).toEqual(identity);
  });
});

describe('email', () => {
  const email = 'boss@example.com';

  it('is not verified, since anyone may write it into their own tenant', () => {
    expect(enters({ ...member, email })).toEqual({ ...identity, email });
    expect(enters({ ...member, email }, { allowed_domains: ['example.com'] })).toBe('email');
    expect(enters({ ...member, email }, { allowed_emails: [email] })).toBe('not_listed');
  });

  it.each([true, 1, '1', 'true'])('is verified with xms_edov %j', (xms_edov) => {
    expect(enters({ ...member, email, xms_edov }, { allowed_domains: ['example.com'] })).toEqual({
      ...identity,
      email,
      isEmailVerified: true,
    });
  });

  it.each([false, 0, '0', null, ['1']])('is not verified with xms_edov %j', (xms_edov) => {
    expect(enters({ ...member, email, xms_edov })).toEqual({ ...identity, email });
  });

  it('is not verified by xms_edov of any other provider, or against email_verified', () => {
    const claims = { ...member, email, xms_edov: true };
    expect(enters({ ...claims, iss: 'https://id.example' }, { issuer: 'https://id.example' })).toMatchObject({
      isEmailVerified: false,
    });
    expect(enters({ ...claims, email_verified: false })).toMatchObject({ isEmailVerified: false });
  });

  it('is not taken from preferred_username', () => {
    expect(enters(member)).toEqual(identity);
  });
});

describe('groups', () => {
  const id = 'cccccccc-0000-0000-0000-cccccccccccc';
  const overage = {
    ...member,
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: `https://graph.microsoft.com/v1.0/users/${oid}/getMemberObjects` } },
  };

  it('are ids', () => {
    expect(enters({ ...member, groups: [id] }, { allowed_groups: [id] })).toEqual({ ...identity, groups: [id] });
  });

  it('are left out when there are too many, and then nobody enters by a group', () => {
    expect(enters(overage, { allowed_groups: [id] })).toBe('groups_left_out');
    expect(enters({ ...overage, groups: [id] }, { allowed_groups: [id] })).toBe('groups_left_out');
    for (const hasgroups of [true, 'true']) {
      expect(enters({ ...member, hasgroups }, { allowed_groups: [id] })).toBe('groups_left_out');
    }
    expect(admit(overage, { issuer, subject_claim: 'oid' }, 'entra')).toEqual({ identity, leftOut: ['groups'] });
  });

  it('can be roles of the app instead, which are never left out', () => {
    const rules = { claims_map: { groups: 'roles' }, allowed_groups: ['Reports.Read'] };
    expect(enters({ ...overage, roles: ['Reports.Read'] }, rules)).toMatchObject({ groups: ['Reports.Read'] });
  });
});
