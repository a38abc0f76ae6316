import { describe, expect, it } from 'vitest';
import type { Brand } from '../../../shared/html/brand.ts';
import { html } from '../../../shared/html/html.ts';
import { pageAnswer } from '../../../shared/html/page.ts';
import { expectFrame, expectPage } from '../../support/page.ts';
import { send } from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';
import { shown } from './shown.ts';

const page = { language: 'en', title: 'A title', main: html`<h1>A</h1>`, languagesLabel: 'Languages' } as const;
const render = (brand: Brand, more: { readonly formAction?: "'self'" | 'any' } = {}) =>
  shown(pageAnswer({ ...page, brand, linkTo: (language) => `?lang=${language}`, ...more }));
const nameIn = (text: string) => /<header>\n<p>.*<\/svg>(.*?)<\/p>/.exec(text)?.[1];

describe('a page', () => {
  it('shows the name of the brand, escaped', () => {
    const brand = { name: 'A & "B" <script>' };
    const answer = render(brand);
    expectFrame(answer, 'en', { brandName: brand.name });
    expect(nameIn(answer.text)).toBe('A &amp; &quot;B&quot; &lt;script&gt;');
  });

  it.each([
    ['https://cdn.example/logo.svg', 'https://cdn.example/logo.svg'],
    ['https://cdn.example:8443/a/../logo.svg', 'https://cdn.example:8443/logo.svg'],
    // A CSP source has no query, and `;` and `,` are percent-encoded.
    ['https://cdn.example/logo.svg?sig=a&b="c"', 'https://cdn.example/logo.svg'],
    ['https://cdn.example/logo;v=1,2.svg', 'https://cdn.example/logo%3Bv=1%2C2.svg'],
    ['https://cdn.example/zīme.svg', 'https://cdn.example/z%C4%ABme.svg'],
  ])('may fetch the logo %s, and nothing else', (logo, source) => {
    expectFrame(render({ name: 'Tessera', logo }), 'en', { logo: { url: logo, source } });
  });

  it('may send forms only to its formAction, by default nowhere', () => {
    expectFrame(render({ name: 'Tessera' }), 'en');
    for (const formAction of ["'self'", 'any'] as const)
      expectFrame(render({ name: 'Tessera' }, { formAction }), 'en', { formAction });
  });

  it('has the style of its brand, computed once', () => {
    const brand = { name: 'Tessera', colour: '#ffd400' };
    const [one, other] = [render(brand), render({ name: 'Tessera', colour: '#102030' })];
    expectFrame(one, 'en');
    expectFrame(other, 'en');
    expect(one.text).toContain('--accent:#ffd400;--on-accent:#000000;');
    expect(other.text).toContain('--accent:#102030;--on-accent:#ffffff;');
    // Also after pages with another brand.
    expect(render(brand).text).toBe(one.text);
  });
});

describe('the settings of the brand', () => {
  const logo = 'https://cdn.example/logo.svg';
  const server = useServer(() => {
    const environment = { BRAND_NAME: 'Acme & Co', BRAND_LOGO_URL: logo, BRAND_COLOUR: '#ffd400' };
    return { environment };
  });

  it.each(['/error', '/error?error_code=70011', '/error?error_code=1'])('are seen at %s', async (path) => {
    const answer = await send(server, path, { headers: { Accept: 'text/html' } });
    expectPage(answer, 'en', answer.status, { brandName: 'Acme & Co', logo: { url: logo, source: logo } });
    expect(answer.text).toContain('--accent:#ffd400;');
  });
});
