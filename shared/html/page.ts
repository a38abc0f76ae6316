// What every page of the service has in common: the frame, the style, the headers. No script.
import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import { paths } from '../http/paths.ts';
import type { Brand } from './brand.ts';
import { type Html, html } from './html.ts';
import { type Language, languageName, languages } from './language.ts';
import { styleOf } from './style.ts';

interface Page {
  readonly status?: number | undefined;
  readonly language: Language;
  readonly brand: Brand;
  readonly title: string;
  readonly main: Html;
  readonly footer?: Html;
  /** Whether it is a narrow page around a form, which has the choice of languages at its end. */
  readonly isForm?: true;
  /** The address of the mark. Without one, as every page but that of the issuer itself has it: beside them. */
  readonly icon?: string;
  /** Names the choice of languages for who hears the page. */
  readonly languagesLabel: string;
  /** The address of the same page in another language; without one there is no choice of languages. */
  readonly linkTo?: ((language: Language) => string) | undefined;
  /** Where its forms may be sent; nowhere unless something is said. */
  readonly formAction?: FormAction;
}

/**
 * CSP `form-action`. In Chromium it also holds for every redirect that follows a form, and an app may redirect to any origin
 * or scheme, so a page whose form ends in an app has none: `any`.
 */
type FormAction = "'none'" | "'self'" | 'any';

/** The page as an answer, with the headers that belong to it. */
export function pageAnswer(page: Page): Answer {
  const { status = 200, language, brand, isForm, formAction = "'none'" } = page;
  const { styleHash, imageSource } = dressOf(brand);
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept, Accept-Language',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; ${imageSource}; base-uri 'none'; ${formAction === 'any' ? '' : `form-action ${formAction}; `}frame-ancestors 'none'`,
      // RFC 9700 §4.16: for browsers that do not know frame-ancestors.
      'X-Frame-Options': 'DENY',
      // No other site gets a referrer either way; with no-referrer browsers would send `Origin: null` with a form (Fetch §3.2).
      'Referrer-Policy': isForm ? 'same-origin' : 'no-referrer',
      // Not around a form: an app whose script opens a window for the sign-in could not find it again (HTML §7.1.3).
      ...(!isForm && { 'Cross-Origin-Opener-Policy': 'same-origin' }),
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    body: document(page).toString(),
  };
}

/** What follows from a brand. */
interface Dress {
  readonly style: Html;
  /** SHA-256 of the style, as CSP names it. */
  readonly styleHash: string;
  /** The directive `img-src`: the mark, and the logo. */
  readonly imageSource: string;
}

/** Computed once for a brand: there is one in a process. */
const dresses = new WeakMap<Brand, Dress>();

function dressOf(brand: Brand): Dress {
  const known = dresses.get(brand);
  if (known) return known;
  const style = styleOf(brand.colour);
  const dress: Dress = {
    style,
    styleHash: createHash('sha256').update(style.toString()).digest('base64'),
    imageSource: `img-src 'self'${brand.logo === undefined ? '' : ` ${sourceOf(brand.logo)}`}`,
  };
  dresses.set(brand, dress);
  return dress;
}

/** CSP 3 §2.3.1: a source has no query, and what would end it is percent-encoded. */
function sourceOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
}

function document(page: Page): Html {
  const { language, brand, title, icon = paths.favicon.slice(1), main, footer, isForm, linkTo } = page;
  const choice = linkTo && languageChoice(page, linkTo);
  const alternates =
    linkTo && languages.map((each) => html`<link rel="alternate" hreflang="${each}" href="${linkTo(each)}">\n`);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${brand.name}</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
${alternates}<style>${dressOf(brand).style}</style>
</head>
<body${isForm && html` class="form"`}>
<header>
<p>${brand.logo && html`<img src="${brand.logo}" alt="">`}${brand.name}</p>
${isForm ? undefined : choice}</header>
<main>
${main}
</main>
<footer>
${isForm ? choice : undefined}${footer}
</footer>
</body>
</html>
`;
}

function languageChoice({ language, languagesLabel }: Page, linkTo: (language: Language) => string): Html {
  return html`<nav aria-label="${languagesLabel}">
<ul>
${languages.map((each) => languageItem(each, language, linkTo(each)))}</ul>
</nav>
`;
}

function languageItem(each: Language, current: Language, link: string): Html {
  const isCurrent = each === current ? html` aria-current="true"` : undefined;
  return html`<li><a href="${link}" lang="${each}" hreflang="${each}"${isCurrent}>${languageName(each)}</a></li>\n`;
}
