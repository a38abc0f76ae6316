// GET /error?code=N: where error_uri leads. What an error means and what to change, from the catalogue.
import { catalogue, errorNames } from '../shared/errors/catalogue.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, jsonAnswer } from '../shared/http/answer.ts';
import type { Endpoint } from '../shared/http/endpoint.ts';
import { type Entry, errorPage, indexPage } from './page.ts';

const entries: readonly Entry[] = errorNames.map((name) => ({ name, row: catalogue[name] }));

export const errorPageEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: false,

  answer({ url, headers }) {
    const wantsJson = prefersJson(headers.get('accept') ?? '');
    const code = url.searchParams.get('code');
    if (code === null) return wantsJson ? jsonAnswer(200, entries.map(asJson)) : html(indexPage(entries));
    const entry = entries.find(({ row }) => String(row.number) === code);
    if (!entry) throw new OAuthError('UnknownErrorNumber', 'No error of this server has this number.');
    return wantsJson ? jsonAnswer(200, asJson(entry)) : html(errorPage(entry));
  },
};

function asJson({ name, row }: Entry): Record<string, unknown> {
  const { number, error, status, meaning, remedy } = row;
  return { code: number, name, error, status, meaning, remedy };
}

/** A browser names text/html; a script that wants JSON says so before, or instead. */
function prefersJson(accept: string): boolean {
  const json = accept.indexOf('application/json');
  const page = accept.indexOf('text/html');
  return json >= 0 && (page < 0 || json < page);
}

function html(body: string): Answer {
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Language': 'en',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    },
    body,
  };
}
