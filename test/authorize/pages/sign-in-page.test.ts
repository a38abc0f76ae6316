import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SignInPage, signInPage } from '../../../authorize/pages/sign-in-page.ts';
import { texts } from '../../../authorize/texts/texts.ts';
import { defaultBrand } from '../../../shared/html/brand.ts';
import { html } from '../../../shared/html/html.ts';
import { type Language, languages } from '../../../shared/html/language.ts';
import { shown } from '../../shared/html/shown.ts';
import { text } from '../../support/hostile.ts';
import { expectFrame, linksOf, namesIn, structureOf, textOf } from '../../support/page.ts';
import { fieldsOf, formsOf } from '../../support/page-source.ts';

const props: SignInPage = {
  language: 'en',
  brand: defaultBrand,
  app: { name: 'Nightly reports', host: 'reports.example' },
  supportUrl: undefined,
  form: 'e30.form',
  linkTo: (language: Language) => `?ui_locales=${language}`,
};
const allowed = { formAction: 'any' };
const render = (more: Partial<SignInPage> = {}) => shown(signInPage({ ...props, ...more }));
/** A page shows 200 characters of a name. */
const cut = (name: string) => ([...name].length > 200 ? `${[...name].slice(0, 200).join('')}…` : name);
const ada = { name: 'Ada Lovelace', username: 'ada' };

describe.each(languages)('the page of sign-in in %s', (language) => {
  const { signIn } = texts[language];

  it('asks for user name and password, and names the client', () => {
    const answer = render({ language });
    expect(answer.status).toBe(200);
    expectFrame(answer, language, allowed);
    expect(answer.text).toContain(`<h1>${signIn.title}</h1>`);
    expect(answer.text).toContain('<bdi>Nightly reports</bdi>');
    for (const said of [signIn.username, signIn.password, signIn.submit]) expect(textOf(answer.text)).toContain(said);
    expect(formsOf(answer.text).map(({ action, source }) => [action, fieldsOf(source)])).toEqual([
      [
        'sign-in',
        [
          ['form', 'e30.form'],
          ['username', ''],
          ['password', ''],
        ],
      ],
    ]);
    expect(answer.text).not.toMatch(/ role="alert"| aria-(?:describedby|invalid)=/);
  });

  it.each(['wrong', 'busy', 'expired'] as const)('says why it is shown again: %s', (problem) => {
    const answer = render({ language, problem, username: 'ada', status: 400 });
    expect(answer.status).toBe(400);
    expectFrame(answer, language, allowed);
    expect(answer.text).toContain(`<p class="problem" id="problem" role="alert">${signIn[problem]}</p>`);
    expect(answer.text.match(/ aria-describedby="problem"/g)).toHaveLength(2);
    expect(answer.text.match(/ aria-invalid="true"/g) ?? []).toHaveLength(problem === 'wrong' ? 2 : 0);
  });

  it('can continue with the session of the browser, or with another account', () => {
    const answer = render({ language, continueAs: ada });
    expectFrame(answer, language, allowed);
    const [first, second, ...others] = formsOf(answer.text);
    expect([first?.action, fieldsOf(first?.source ?? '')]).toEqual([
      'sign-in',
      [
        ['form', 'e30.form'],
        ['account', 'continue'],
      ],
    ]);
    const named = signIn.continueAs(html`<bdi>Ada Lovelace</bdi>`);
    expect(first?.source).toContain(`<button>${named}</button>`);
    expect(answer.text).toContain(
      '<span class="picture" aria-hidden="true">AL</span>\n<p><strong><bdi>Ada Lovelace</bdi></strong> <small><bdi>ada</bdi></small></p>',
    );
    expect(fieldsOf(second?.source ?? '').map(([name]) => name)).toEqual(['form', 'username', 'password']);
    expect(others).toEqual([]);
    expect(answer.text).toContain(`<details>\n<summary>${signIn.anotherAccount}</summary>`);
  });

  it('links to itself in each language', () => {
    expect(linksOf(render({ language }).text)).toEqual([...languages, ...languages].map(props.linkTo));
  });
});

describe('the wait after too many attempts', () => {
  it.each([
    [undefined, 'in a few minutes', 'pēc dažām minūtēm', 'om noen minutter'],
    [0, 'in 1 minute', 'pēc 1 minūtes', 'om 1 minutt'],
    [1, 'in 1 minute', 'pēc 1 minūtes', 'om 1 minutt'],
    [60, 'in 1 minute', 'pēc 1 minūtes', 'om 1 minutt'],
    [61, 'in 2 minutes', 'pēc 2 minūtēm', 'om 2 minutter'],
    [290, 'in 5 minutes', 'pēc 5 minūtēm', 'om 5 minutter'],
    [660, 'in 11 minutes', 'pēc 11 minūtēm', 'om 11 minutter'],
    [1260, 'in 21 minutes', 'pēc 21 minūtes', 'om 21 minutter'],
    [6660, 'in 111 minutes', 'pēc 111 minūtēm', 'om 111 minutter'],
  ])('of %s seconds is told in minutes', (retryAfter, ...said) => {
    const told = languages.map((language) => textOf(render({ language, problem: 'throttled', retryAfter }).text));
    expect(
      told.map((each, index) => each.includes(` ${said[index]}.`)),
      told.join('\n'),
    ).toEqual([true, true, true]);
  });
});

describe('the field that has the focus', () => {
  const focused = (more: Partial<SignInPage>) =>
    [...render(more).text.matchAll(/<input ([^>]*) autofocus>/g)].map(
      ([, field]) => /name="(\w+)"/.exec(field ?? '')?.[1],
    );

  it('is the first empty one', () => {
    expect(focused({})).toEqual(['username']);
    expect(focused({ username: 'ada' })).toEqual(['password']);
    expect(focused({ username: 'ada', problem: 'wrong' })).toEqual(['password']);
  });

  it('is absent until the user opens the other account, and that part is open when there is a problem', () => {
    expect(focused({ continueAs: ada })).toEqual([]);
    expect(focused({ continueAs: ada, problem: 'wrong' })).toEqual(['username']);
    expect(render({ continueAs: ada, problem: 'wrong' }).text).toContain('<details open>');
  });
});

it.each(languages)('in %s, names of clients and users are escaped', (language) => {
  const page = (clientName: string, name: string, username: string) =>
    render({ language, app: { name: clientName }, username, continueAs: { name, username } }).text;
  const structure = structureOf(page('a', 'b', 'c'));
  fc.assert(
    fc.property(text, text, text, (clientName, name, username) => {
      fc.pre(name !== username && username !== '');
      const made = page(clientName, name, username);
      expect(structureOf(made)).toBe(structure);
      expect(fieldsOf(made).filter(([field]) => field === 'username')).toEqual([['username', username]]);
      expect(namesIn(made)).toEqual([clientName, name, username, name].map(cut));
    }),
  );
});
