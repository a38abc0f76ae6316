// The pages as HTML. Everything in them comes from the catalogue; nothing from the request.
import { type CatalogueRow, catalogue, type ErrorName } from '../shared/errors/catalogue.ts';

export interface Entry {
  readonly name: ErrorName;
  readonly row: CatalogueRow;
}

export function errorPage({ name, row }: Entry): string {
  return page(
    `AADSTS${row.number}: ${name}`,
    `<p>${escapeHtml(row.meaning)}</p>
<h2>What to do</h2>
<p>${escapeHtml(row.remedy)}</p>
<h2>How it is answered</h2>
<p>${howAnswered(row)}</p>
<h2>How to get help</h2>
<p>Give whoever runs this server the <code>trace_id</code>, the <code>correlation_id</code> and the <code>timestamp</code> of the answer. They lead to the log line that has the cause. Never give away a token, a code or a secret.</p>
<p><a href="error">All errors</a></p>`,
  );
}

export function indexPage(entries: readonly Entry[]): string {
  const items = entries.map(
    ({ name, row }) =>
      `<li><a href="error?code=${row.number}">AADSTS${row.number}</a> ${name}: ${escapeHtml(row.meaning)}</li>`,
  );
  return page('Errors of this server', `<ul>\n${items.join('\n')}\n</ul>`);
}

function howAnswered({ number, error, status, isFault, isLogOnly }: CatalogueRow): string {
  if (isLogOnly) return 'It stands in the log alone, as <code>reason</code>: the caller is told less.';
  const as = isFault
    ? ` It is answered as AADSTS${catalogue.TokenIssuanceError.number}; ${number} stands second in <code>error_codes</code>.`
    : '';
  const retry =
    status === 503 ? ' The same request can be sent again after the seconds of <code>Retry-After</code>.' : '';
  return `HTTP status ${status}, <code>error</code> is <code>${error}</code>.${as}${retry}`;
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem}h2{font-size:1.1rem}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
