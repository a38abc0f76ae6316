import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentPage, consentPage } from '../../../authorize/pages/consent-page.ts';
import { texts } from '../../../authorize/texts/texts.ts';
import { defaultBrand } from '../../../shared/html/brand.ts';
import { type Language, languages } from '../../../shared/html/language.ts';
import { text } from '../../support/hostile.ts';
import { expectFrame, fieldsOf, formsOf, linksOf, namesIn, structureOf, textOf } from '../../support/page.ts';
import { shown } from '../../support/shown.ts';

const props: ConsentPage = {
  language: 'en',
  brand: defaultBrand,
  clientName: 'Nightly reports',
  scopes: [{ scope: 'openid' }],
  userName: 'Ada Lovelace',
  form: 'e30.form',
  linkTo: (language: Language) => `?ui_locales=${language}`,
};
const render = (more: Partial<ConsentPage> = {}) => shown(consentPage({ ...props, ...more }));
const items = (page: string) =>
  [...page.matchAll(/<main>.*<\/main>/gs)].flatMap(([main]) => main.match(/<li>.*<\/li>/g) ?? []);

describe.each(languages)('the page of consent in %s', (language) => {
  const { consent } = texts[language];

  it('says who asks whom, and has two buttons of one form', () => {
    const answer = render({ language });
    expect(answer.status).toBe(200);
    expectFrame(answer, language, { formAction: 'any' });
    expect(answer.text).toContain(`<h1>${consent.title}</h1>`);
    expect(namesIn(answer.text)).toEqual(['Nightly reports', 'Ada Lovelace']);
    expect(formsOf(answer.text).map(({ action, source }) => [action, fieldsOf(source)])).toEqual([
      [
        'consent',
        [
          ['form', 'e30.form'],
          ['decision', 'allow'],
          ['decision', 'deny'],
        ],
      ],
    ]);
    expect(answer.text).toContain(`value="allow">${consent.allow}</button>`);
    expect(answer.text).toContain(`value="deny" class="other">${consent.deny}</button>`);
  });

  it('says each scope in words, and one that nobody has described by its name', () => {
    const scopes = [
      ...(['openid', 'profile', 'email', 'offline_access'] as const).map((scope) => ({ scope })),
      { scope: 'reports.read', description: 'Read <your> reports' },
      { scope: 'reports.write' },
      { scope: 'toString' },
    ];
    const page = render({ language, scopes }).text;
    expect(items(page)).toEqual([
      `<li>${consent.scopes.openid}</li>`,
      `<li>${consent.scopes.profile}</li>`,
      `<li>${consent.scopes.email}</li>`,
      `<li>${consent.scopes.offline_access}</li>`,
      '<li><bdi>Read &lt;your&gt; reports</bdi></li>',
      `<li>${consent.otherScope} <code><bdi>reports.write</bdi></code></li>`,
      `<li>${consent.otherScope} <code><bdi>toString</bdi></code></li>`,
    ]);
    expect(textOf(page)).toContain(consent.permissions);
  });

  it('lets no client say in its own words what the scopes of the server mean', () => {
    expect(items(render({ language, scopes: [{ scope: 'email', description: 'Nothing at all' }] }).text)).toEqual([
      `<li>${consent.scopes.email}</li>`,
    ]);
  });

  it('leads to itself in each language', () => {
    expect(linksOf(render({ language }).text)).toEqual([...languages, ...languages].map(props.linkTo));
  });

  it('is nothing but text, whatever client, user and scopes are called', () => {
    const page = (clientName: string, userName: string, scope: string, description: string) =>
      render({ language, clientName, userName, scopes: [{ scope }, { scope: 'a', description }] }).text;
    const structure = structureOf(page('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(text, text, text, text, (clientName, userName, scope, description) => {
        fc.pre(!Object.hasOwn(consent.scopes, scope));
        expect(structureOf(page(clientName, userName, scope, description))).toBe(structure);
      }),
    );
  });
});
