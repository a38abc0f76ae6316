import { describe, expect, it } from 'vitest';
import { type RefusalPage, refusalPage } from '../../../authorize/pages/refusal-page.ts';
import type { RefusalKind } from '../../../authorize/texts/page-texts.ts';
import { texts } from '../../../authorize/texts/texts.ts';
import { version } from '../../../shared/base/version.ts';
import { catalogue, errorNames } from '../../../shared/errors/catalogue.ts';
import { defaultBrand } from '../../../shared/html/brand.ts';
import { type Language, languages } from '../../../shared/html/language.ts';
import { untrustedText } from '../../../shared/html/untrusted-text.ts';
import { shown } from '../../shared/html/shown.ts';
import { expectFrame, linksOf, textOf } from '../../support/page.ts';
import { decoded } from '../../support/page-source.ts';

const error = {
  error: 'invalid_request',
  error_description: 'AADSTS70004: The redirect_uri <https://a.example> is not registered for this client.',
  error_codes: [70004],
  timestamp: '2026-11-21 10:02:54Z',
  trace_id: '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
  correlation_id: '0f1c0000-0000-4000-8000-0000000000ab',
  error_uri:
    'https://issuer.example/p/error?trace_id=62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca&correlation_id=0f1c0000-0000-4000-8000-0000000000ab&timestamp=2026-11-21+10%3A02%3A54Z&error_code=70004',
};
const linkTo = (language: Language) => `?ui_locales=${language}`;
const props: RefusalPage = {
  language: 'en',
  brand: defaultBrand,
  supportUrl: undefined,
  issuer: 'https://issuer.example/p',
  error,
  name: 'InvalidRedirectUri',
  linkTo,
  status: 400,
};
const render = (more: Partial<RefusalPage> = {}) => shown(refusalPage({ ...props, ...more }));
const home = 'https://issuer.example/p/';
const block = [
  'error: invalid_request',
  'error_codes: 70004',
  `trace_id: ${error.trace_id}`,
  `correlation_id: ${error.correlation_id}`,
  `timestamp: ${error.timestamp}`,
  'issuer: https://issuer.example/p',
  `version: tessera ${version}`,
].join('\n');
const blockIn = (page: string) => decoded(/<pre class="copy">(.*?)<\/pre>/s.exec(page)?.[1] ?? '');

describe.each(languages)('the page of a refusal in %s', (language) => {
  const { refusal } = texts[language];
  const explanation = `https://issuer.example/p/error?trace_id=${error.trace_id}&correlation_id=${error.correlation_id}&timestamp=2026-11-21+10%3A02%3A54Z&lang=${language}&error_code=70004`;

  it('tells the user what to do, and shows the developer the whole error', () => {
    const answer = render({ language });
    expect(answer.status).toBe(400);
    expectFrame(answer, language);
    const said = [refusal.title, ...refusal.advice.app, refusal.forDevelopers, error.error_description];
    let place = 0;
    for (const each of said) {
      place = textOf(answer.text).indexOf(each, place);
      expect(place, each).not.toBe(-1);
    }
    expect(answer.text).toContain('<p lang="en">AADSTS70004: The redirect_uri &lt;');
    expect(blockIn(answer.text)).toBe(block);
    expect(linksOf(answer.text)).toEqual([...languages.map(linkTo), explanation, ...languages.map(linkTo), home]);
  });

  it('links to support with the support block', () => {
    const { text } = render({ language, supportUrl: 'mailto:help@issuer.example' });
    const [mail = ''] = linksOf(text).filter((link) => link.startsWith('mailto:'));
    const query = new URL(mail).searchParams;
    expect(query.get('subject')).toBe('AADSTS70004 InvalidRedirectUri');
    expect(query.get('body')).toBe(`${block}\n`.replaceAll('\n', '\r\n'));
    expect(text).toContain(`>${refusal.contact}</a>`);
    const byForm = linksOf(render({ supportUrl: 'https://help.example/new?project=7' }).text);
    const address = new URL(byForm.find((link) => link.startsWith('https://help.example')) ?? '');
    expect(Object.fromEntries(address.searchParams)).toMatchObject({ project: '7', trace_id: error.trace_id });
  });

  it('leads back to the app, with its name escaped, before it offers help', () => {
    const app = { name: 'A <b>bold</b> app', address: 'https://app.example/?a=1&b=2' };
    const { text } = render({ language, app, supportUrl: 'https://help.example' });
    const buttons = [...text.matchAll(/<a class="(button[^"]*)" href="([^"]*)">(.*?)<\/a>/g)].map(
      ([, ...each]) => each,
    );
    expect(buttons).toEqual([
      ['button', 'https://app.example/?a=1&amp;b=2', String(refusal.back(untrustedText(app.name)))],
      ['button other', expect.stringMatching(/^https:\/\/help\.example\/\?/), refusal.contact],
    ]);
  });

  it('offers no languages when the page has no URL', () => {
    const answer = render({ language, linkTo: undefined });
    expectFrame(answer, language, { isWithoutChoice: true });
    expect(linksOf(answer.text)).toEqual([explanation, home]);
  });

  it('says who has to act, for every error', () => {
    const advised = (name: (typeof errorNames)[number]) => {
      const shownText = textOf(render({ language, name }).text);
      const kinds = Object.keys(refusal.advice) as readonly RefusalKind[];
      return kinds.filter((kind) => refusal.advice[kind].every((each) => shownText.includes(each)));
    };
    const others: Readonly<Partial<Record<(typeof errorNames)[number], RefusalKind>>> = {
      FormRefused: 'page',
      HandoffResultInvalid: 'handoff',
      HandoffOver: 'handoff',
      HandoffForeign: 'handoff',
      DeviceRequestExpired: 'device',
      DeviceAlreadyDecided: 'device',
    };
    for (const name of errorNames) {
      const kind = others[name] ?? (catalogue[name].isFault ? 'service' : 'app');
      expect([name, ...advised(name)]).toEqual([name, kind]);
    }
  });
});

it('names both numbers of a fault, and links to the first', () => {
  const { text } = render({
    error: { ...error, error_codes: [50000, 5000003] },
    name: 'StoreUnavailable',
    status: 503,
  });
  expect(blockIn(text)).toContain('error_codes: 50000 5000003');
  expect(linksOf(text).filter((link) => link.endsWith('&error_code=50000'))).toHaveLength(1);
});
