import type { Brand } from '../shared/html/brand.ts';
import { type Html, html } from '../shared/html/html.ts';
import { chooseLanguage, type Language } from '../shared/html/language.ts';
import { pageAnswer } from '../shared/html/page.ts';
import type { Answer } from '../shared/http/answer.ts';
import { paths } from '../shared/http/paths.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import { texts } from './texts/texts.ts';

interface HomeSettings {
  /** Empty while the issuer is unknown. */
  readonly issuer: string;
  readonly supportUrl: string | undefined;
  readonly brand: Brand;
}

const specifications = [
  ['OAuth 2.0 (RFC 6749)', 'https://www.rfc-editor.org/rfc/rfc6749'],
  ['PKCE (RFC 7636)', 'https://www.rfc-editor.org/rfc/rfc7636'],
  ['OAuth 2.0 Security (RFC 9700)', 'https://www.rfc-editor.org/rfc/rfc9700'],
  ['OpenID Connect Core', 'https://openid.net/specs/openid-connect-core-1_0.html'],
] as const;

export function homePage(request: EndpointRequest, settings: HomeSettings): Answer {
  const language = languageOf(request);
  const { title, lead } = texts[language];
  return pageWithLinks(language, settings, { title, lead, heading: settings.brand.name });
}

/** The page of a path without an endpoint. It shows nothing of the request. */
export function unknownPathPage(request: EndpointRequest, settings: HomeSettings): Answer {
  const language = languageOf(request);
  const { title, lead } = texts[language].unknownPath;
  return pageWithLinks(language, settings, { title, lead, heading: title, status: 404 });
}

function languageOf({ url, headers }: EndpointRequest): Language {
  return chooseLanguage(url.searchParams.getAll('lang'), headers.get('accept-language'));
}

interface Words {
  readonly title: string;
  readonly heading: string;
  readonly lead: string;
  readonly status?: number;
}

/** Links are relative to the host, because the reader may not be able to reach the issuer's host, e.g. behind a tunnel. */
function pageWithLinks(
  language: Language,
  { issuer, supportUrl, brand }: HomeSettings,
  { title, heading, lead, status }: Words,
): Answer {
  const { languages, forApps, documentation, links, help } = texts[language];
  const base = issuer === '' ? '' : new URL(issuer).pathname.replace(/\/$/, '');
  return pageAnswer({
    status,
    language,
    brand,
    title,
    icon: `${base}${paths.favicon}`,
    languagesLabel: languages,
    linkTo: (other) => `?lang=${other}`,
    main: html`<h1>${heading}</h1>
<p class="lead">${lead}</p>
<h2>${forApps}</h2>
<ul>
${link(`${base}${paths.openidMetadata}`, links.openidMetadata)}${link(`${base}${paths.oauthMetadata}`, links.oauthMetadata)}${link(`${base}${paths.jwks}`, links.jwks)}${link(`${base}${paths.error}?lang=${language}`, links.errors)}</ul>
<h2>${documentation}</h2>
<ul>
${specifications.map(([name, address]) => link(address, name))}</ul>${
      supportUrl === undefined
        ? undefined
        : html`
<p><a href="${supportUrl}">${help}</a></p>`
    }`,
  });
}

function link(address: string, text: string): Html {
  return html`<li><a href="${address}">${text}</a></li>\n`;
}
