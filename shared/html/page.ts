// What every page of the service has in common: the frame, the style, the headers. No script and no cookie.
import { createHash } from 'node:crypto';
import type { Answer } from '../http/answer.ts';
import { type Html, html } from './html.ts';
import { type Language, languageName, languages } from './language.ts';
import { style } from './style.ts';

interface Page {
  readonly status?: number;
  readonly language: Language;
  readonly title: string;
  readonly main: Html;
  readonly footer: Html;
  /** Names the choice of languages for who hears the page. */
  readonly languagesLabel: string;
  /** The address of the same page in another language, relative to this one. */
  linkTo(language: Language): string;
  /** Where its forms may be sent, also by way of a redirect; nowhere unless something is said (CSP `form-action`). */
  readonly formAction?: string;
}

const styleHash = createHash('sha256').update(style.toString()).digest('base64');

/** The page as an answer, with the headers that belong to it. */
export function pageAnswer(page: Page): Answer {
  const { status = 200, language, formAction = "'none'" } = page;
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': language,
      Vary: 'Accept, Accept-Language',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
    body: document(page).toString(),
  };
}

function document({ language, title, main, footer, languagesLabel, linkTo }: Page): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tessera</title>
${languages.map((each) => html`<link rel="alternate" hreflang="${each}" href="${linkTo(each)}">\n`)}<style>${style}</style>
</head>
<body>
<header>
<p>Tessera</p>
<nav aria-label="${languagesLabel}">
<ul>
${languages.map((each) => languageItem(each, language, linkTo(each)))}</ul>
</nav>
</header>
<main>
${main}
</main>
<footer>
${footer}
</footer>
</body>
</html>
`;
}

function languageItem(each: Language, current: Language, link: string): Html {
  const isCurrent = each === current ? html` aria-current="true"` : undefined;
  return html`<li><a href="${link}" lang="${each}" hreflang="${each}"${isCurrent}>${languageName(each)}</a></li>\n`;
}
