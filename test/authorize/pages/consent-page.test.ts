import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentPage, consentPage } from '../../../authorize/pages/consent-page.ts';
import { texts } from '../../../authorize/texts/texts.ts';
import { defaultBrand } from '../../../shared/html/brand.ts';
import { html } from '../../../shared/html/html.ts';
import { type Language, languages } from '../../../shared/html/language.ts';
import { shown } from '../../shared/html/shown.ts';
import { text } from '../../support/hostile.ts';
import { expectFrame, linksOf, namesIn, structureOf, textOf } from '../../support/page.ts';
import { fieldsOf, formsOf } from '../../support/page-source.ts';

const props: ConsentPage = {
  language: 'en',
  brand: defaultBrand,
  app: { name: 'Nightly reports' },
  destination: { kind: 'web', name: 'reports.example' },
  access: [{ resource: undefined, scopes: [{ scope: 'openid' }] }],
  maxAccessSeconds: 7_776_000,
  account: { name: 'Ada Lovelace', username: 'ada' },
  otherAccount: undefined,
  form: 'e30.form',
  linkTo: (language: Language) => `?ui_locales=${language}`,
};
const render = (more: Partial<ConsentPage> = {}) => shown(consentPage({ ...props, ...more }));
const items = (page: string) =>
  [...page.matchAll(/<main>.*<\/main>/gs)].flatMap(([main]) => main.match(/<li>.*<\/li>/g) ?? []);

describe.each(languages)('the page of consent in %s', (language) => {
  const { consent } = texts[language];

  it('names the client and the user, and has one form with two buttons', () => {
    const answer = render({ language });
    expect(answer.status).toBe(200);
    expectFrame(answer, language, { formAction: 'any' });
    expect(answer.text).toContain(`<h1>${consent.title}</h1>`);
    expect(namesIn(answer.text)).toEqual(['Nightly reports', 'Ada Lovelace', 'ada']);
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

  it('describes each scope in words, and shows the name of a scope without a description', () => {
    const scopes = [
      ...(['openid', 'profile', 'email', 'groups', 'offline_access'] as const).map((scope) => ({ scope })),
      { scope: 'reports.read', description: 'Read <your> reports' },
      { scope: 'reports.write' },
      { scope: 'toString' },
    ];
    const page = render({ language, access: [{ resource: undefined, scopes }] }).text;
    expect(items(page)).toEqual([
      `<li>${consent.scopes.openid}</li>`,
      `<li>${consent.scopes.profile}</li>`,
      `<li>${consent.scopes.email}</li>`,
      `<li>${consent.scopes.groups}</li>`,
      `<li>${consent.scopes.offline_access}</li>`,
      '<li><bdi>Read &lt;your&gt; reports</bdi></li>',
      `<li>${consent.otherScope} <code><bdi>reports.write</bdi></code></li>`,
      `<li>${consent.otherScope} <code><bdi>toString</bdi></code></li>`,
    ]);
    expect(textOf(page)).toContain(consent.permissions);
  });

  it('lists the scopes per resource, and explains a resource without a scope', () => {
    const access = [
      { resource: undefined, scopes: [{ scope: 'openid' }] },
      { resource: 'https://reports.example', scopes: [{ scope: 'a', description: 'read' }] },
      { resource: 'urn:files', scopes: [] },
    ];
    const [main = ''] = /<p>[^<]*<\/p>\n<ul>.*<\/ul>/s.exec(
      render({ language, access }).text.replace(/.*<main>|<\/main>.*/gs, ''),
    ) ?? [''];
    const at = (resource: string) => `<p>${consent.at(html`<code><bdi>${resource}</bdi></code>`)}</p>`;
    expect(main.split('\n').filter((line) => !/^<\/?ul>$/.test(line))).toEqual([
      `<p>${consent.permissions}</p>`,
      `<li>${consent.scopes.openid}</li>`,
      at('https://reports.example'),
      '<li><bdi>read</bdi></li>',
      at('urn:files'),
      `<li>${consent.noScope}</li>`,
    ]);
  });

  it.each(['web', 'loopback', 'private'] as const)('says where the user is sent: %s', (kind) => {
    const says = (name: string) =>
      `<p>${consent.sentTo[kind](html`<strong><bdi dir="ltr">${name}</bdi></strong>`)}</p>`;
    const page = (name: string) => render({ language, destination: { kind, name } }).text;
    expect(page('xn--bcher-kva.example')).toContain(says('xn--bcher-kva.example'));
    // The end of a host name shows its owner.
    expect(page(`${'good.example.'.repeat(30)}evil.example`)).toContain(
      says(`…${'good.example.'.repeat(30).slice(-188)}evil.example`),
    );
  });

  it('ignores a client’s descriptions of the standard scopes', () => {
    expect(
      items(
        render({
          language,
          access: [{ resource: undefined, scopes: [{ scope: 'email', description: 'Nothing at all' }] }],
        }).text,
      ),
    ).toEqual([`<li>${consent.scopes.email}</li>`]);
  });

  it('shows the account, with a link to another one if there can be another', () => {
    const account = (page: string) => /<div class="tile account" .*?<\/div>/s.exec(page)?.[0] ?? '';
    const link = `<a href="?another&amp;account">${consent.notYou}</a>`;
    const tile = account(render({ language, otherAccount: '?another&account' }).text);
    expect(tile).toContain(` role="group" aria-label="${consent.account}">`);
    expect(tile).toContain(link);
    expect(account(render({ language }).text)).toBe(tile.replace(`${link}\n`, ''));
  });

  it('links to itself in each language', () => {
    expect(linksOf(render({ language }).text)).toEqual([...languages, ...languages].map(props.linkTo));
  });

  it('escapes the names of clients, users and scopes', () => {
    const page = (clientName: string, userName: string, scope: string, description: string, name: string) =>
      render({
        language,
        app: { name: clientName },
        account: { name: userName, username: 'a' },
        destination: { kind: 'private', name },
        access: [{ resource: name, scopes: [{ scope }, { scope: 'a', description }] }],
      }).text;
    const structure = structureOf(page('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(text, text, text, text, text, (clientName, userName, scope, description, name) => {
        fc.pre(!Object.hasOwn(consent.scopes, scope) && userName !== 'a');
        expect(structureOf(page(clientName, userName, scope, description, name))).toBe(structure);
      }),
    );
  });
});
