import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultBrand } from '../../shared/html/brand.ts';
import { type Language, languages } from '../../shared/html/language.ts';
import { signOutPage } from '../../sign-out/pages/sign-out-page.ts';
import { signedOutPage } from '../../sign-out/pages/signed-out-page.ts';
import { texts } from '../../sign-out/texts/texts.ts';
import { shown } from '../shared/html/shown.ts';
import { text } from '../support/hostile.ts';
import { expectFrame, linksOf, namesIn, structureOf, textOf } from '../support/page.ts';
import { fieldsOf, formsOf } from '../support/page-source.ts';

const linkTo = (language: Language) => `?ui_locales=${language}`;

describe.each(languages)('in %s', (language) => {
  const common = { language, brand: defaultBrand, linkTo };
  const { signOut, signedOut } = texts[language];
  const render = (userName: string) =>
    shown(signOutPage({ ...common, form: 'e30.form', account: { name: userName, username: 'ada' } }));

  it('the sign-out page names the signed-in user, and can end all sessions', () => {
    const answer = render('Ada');
    expect(answer.status).toBe(200);
    expectFrame(answer, language, { formAction: "'self'" });
    expect(namesIn(answer.text)).toEqual(['Ada', 'ada']);
    expect(textOf(answer.text)).toContain(signOut.question);
    expect(formsOf(answer.text).map(({ action, source }) => [action, fieldsOf(source)])).toEqual([
      [
        'sign-out',
        [
          ['form', 'e30.form'],
          ['everywhere', ''],
        ],
      ],
    ]);
    expect(answer.text).toContain('<input type="checkbox" name="everywhere" aria-describedby="everywhere-hint">');
    expect(answer.text).toContain(`<p class="quiet" id="everywhere-hint">${signOut.everywhereHint}</p>`);
    expect(answer.text).toContain(`<button>${signOut.submit}</button>`);
    expect(linksOf(answer.text)).toEqual([...languages, ...languages].map(linkTo));
  });

  it.each([true, false])('the signed-out page says whether the user is signed out everywhere: %s', (isEverywhere) => {
    const answer = shown(signedOutPage({ ...common, isEverywhere }));
    expect(answer.status).toBe(200);
    expectFrame(answer, language);
    expect(answer.text).toContain(`<h1>${signedOut.title}</h1>`);
    expect(textOf(answer.text).includes(signedOut.everywhere)).toBe(isEverywhere);
    expect(textOf(answer.text).includes(signedOut.here)).toBe(!isEverywhere);
    expect(linksOf(answer.text)).toEqual([...[...languages, ...languages].map(linkTo), './']);
    expect(textOf(answer.text)).toContain(signedOut.close);
  });

  it('the sign-out page escapes the name of the user', () => {
    const structure = structureOf(render('a').text);
    fc.assert(
      fc.property(text, (userName) => {
        expect(structureOf(render(userName).text)).toBe(structure);
      }),
    );
  });
});
