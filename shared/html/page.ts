// Renders the frame, the style and the headers that all pages share.
import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import { paths } from '../http/paths.ts';
import type { Brand } from './brand.ts';
import { type Html, html } from './html.ts';
import { type Language, languageName, languages } from './language.ts';
import { mark } from './mark.ts';
import type { PageScript } from './page-script.ts';
import { type Layout, styleOf } from './style.ts';

interface Page {
  readonly status?: number | undefined;
  readonly language: Language;
  readonly brand: Brand;
  readonly title: string;
  readonly main: Html;
  readonly footer?: Html;
  /** Card layout for a form, with the language links at the end. */
  readonly isForm?: true;
  /** https URLs of images that the content has. */
  readonly images?: readonly (string | undefined)[];
  /** Stands at the end of the content. */
  readonly script?: PageScript | undefined;
  /** URL of the icon. The default is relative and fits every page except the issuer's own. */
  readonly icon?: string;
  readonly languagesLabel: string;
  /** Returns the URL of the page in another language. Absent to show no language links. */
  readonly linkTo?: ((language: Language) => string) | undefined;
  /** By default `'none'`. */
  readonly formAction?: FormAction;
  /** By default `same-origin` for a form, otherwise `no-referrer`. Both make browsers post to other sites with `Origin: null`. */
  readonly referrerPolicy?: 'origin';
}

/** CSP `form-action`; `any` omits it. Chromium applies it to redirects too, so a form that ends with one to an app omits it. */
type FormAction = "'none'" | "'self'" | 'any';

export function pageAnswer(page: Page): Answer {
  const { status = 200, language, brand, isForm, images = [], script, formAction = "'none'" } = page;
  const { styleHash } = assetsOf(brand, layoutOf(page));
  const imageSources = [
    ...new Set([brand.logo, ...images].flatMap((url) => (url === undefined ? [] : ` ${sourceOf(url)}`))),
  ];
  const scriptSource = script && `script-src 'sha256-${script.hash}'; `;
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept, Accept-Language',
      'Content-Security-Policy': `default-src 'none'; ${scriptSource ?? ''}style-src 'sha256-${styleHash}'; img-src 'self'${imageSources.join('')}; base-uri 'none'; ${formAction === 'any' ? '' : `form-action ${formAction}; `}frame-ancestors 'none'`,
      // RFC 9700 §4.16: for browsers without support for frame-ancestors.
      'X-Frame-Options': 'DENY',
      // Neither sends a referrer to other sites, but no-referrer makes browsers send `Origin: null` with a form (Fetch §3.2).
      'Referrer-Policy': page.referrerPolicy ?? (isForm ? 'same-origin' : 'no-referrer'),
      // Not for forms: an app that opens the sign-in in a popup would lose its reference to the window (HTML §7.1.3).
      ...(!isForm && { 'Cross-Origin-Opener-Policy': 'same-origin' }),
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    body: document(page).toString(),
  };
}

interface BrandAssets {
  readonly style: Html;
  /** SHA-256 in base64, for CSP `style-src`. */
  readonly styleHash: string;
}

const assetsByBrand: Readonly<Record<Layout, WeakMap<Brand, BrandAssets>>> = {
  form: new WeakMap(),
  document: new WeakMap(),
};

function assetsOf(brand: Brand, layout: Layout): BrandAssets {
  const known = assetsByBrand[layout].get(brand);
  if (known) return known;
  const style = styleOf(brand.colour, layout);
  const assets = { style, styleHash: createHash('sha256').update(style.toString()).digest('base64') };
  assetsByBrand[layout].set(brand, assets);
  return assets;
}

function layoutOf({ isForm }: Pick<Page, 'isForm'>): Layout {
  return isForm ? 'form' : 'document';
}

/** CSP 3 §2.3.1: a source has no query, and `;` and `,` must be percent-encoded. */
function sourceOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replaceAll(';', '%3B').replaceAll(',', '%2C')}`;
}

function document(page: Page): Html {
  const { language, brand, title, icon = paths.favicon.slice(1), main, footer, isForm, linkTo, script } = page;
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
${alternates}<style>${assetsOf(brand, layoutOf(page)).style}</style>
</head>
<body${isForm && html` class="form"`}>
<header>
<p>${brand.logo === undefined ? mark : html`<img src="${brand.logo}" alt="">`}${brand.name}</p>
${isForm ? undefined : choice}</header>
<main>
${main}
${script?.element}</main>
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
