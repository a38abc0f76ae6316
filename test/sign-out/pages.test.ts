import { describe, it } from 'vitest';
import { defaultBrand } from '../../shared/html/brand.ts';
import { type Language, languages } from '../../shared/html/language.ts';
import { signOutPage } from '../../sign-out/pages/sign-out-page.ts';
import { signedOutPage } from '../../sign-out/pages/signed-out-page.ts';
import { expectFrame } from '../support/page.ts';
import { shown } from '../support/shown.ts';

const linkTo = (language: Language) => `?ui_locales=${language}`;

describe.each(languages)('in %s', (language) => {
  const common = { language, brand: defaultBrand, linkTo };

  it('the page of signing out has the frame of every page', () => {
    expectFrame(shown(signOutPage({ ...common, form: 'e30.x', userName: 'Ada' })), language, { formAction: "'self'" });
  });

  it('the page of having signed out has the frame of every page', () => {
    expectFrame(shown(signedOutPage({ ...common, isEverywhere: false })), language);
  });
});
