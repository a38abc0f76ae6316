import { describe, expect, it } from 'vitest';
import { consentPage } from '../../authorize/pages/consent-page.ts';
import { refusalPage } from '../../authorize/pages/refusal-page.ts';
import { signInPage } from '../../authorize/pages/sign-in-page.ts';
import { defaultBrand } from '../../shared/html/brand.ts';
import { type Language, languages } from '../../shared/html/language.ts';
import { expectFrame } from '../support/page.ts';
import { shown } from '../support/shown.ts';

const linkTo = (language: Language) => `?ui_locales=${language}`;
const formAction = 'https://app.example';
const allowed = { formAction: `'self' ${formAction}` };

describe.each(languages)('in %s', (language) => {
  const common = { language, brand: defaultBrand, clientName: 'Reports', form: 'e30.x', formAction, linkTo };

  it('the page of sign-in has the frame of every page', () => {
    const answer = shown(signInPage(common));
    expect(answer.status).toBe(200);
    expectFrame(answer, language, allowed);
  });

  it('the page of consent has the frame of every page', () => {
    const answer = shown(consentPage({ ...common, userName: 'Ada', scopes: [{ scope: 'openid' }] }));
    expect(answer.status).toBe(200);
    expectFrame(answer, language, allowed);
  });

  it('the page of a refusal has the frame of every page', () => {
    const error = {
      error: 'invalid_request',
      error_description: 'AADSTS70004: The redirect_uri is not one of this client.',
      error_codes: [70004],
      timestamp: '2026-11-21 10:02:54Z',
      trace_id: '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
      correlation_id: '0f1c0000-0000-4000-8000-0000000000ab',
    };
    const page = { language, brand: defaultBrand, supportUrl: undefined, issuer: 'https://issuer.example', error };
    const answer = shown(refusalPage({ ...page, name: 'InvalidRedirectUri', linkTo, status: 400 }));
    expect(answer.status).toBe(400);
    expectFrame(answer, language);
  });
});
