// A user with a browser at the level of HTTP: follows redirects of the server, keeps its cookies, fills in its forms.
import { expect } from 'vitest';
import { decoded } from './page-source.ts';
import { send, type TestAnswer } from './request.ts';

/** Where a browser is. */
export interface Place extends TestAnswer {
  /** Its address; of an app, as the server sent the browser there: that is not opened. */
  readonly url: URL;
  /** The requests that led here, the last one last. */
  readonly trail: readonly TestAnswer[];
}

export interface Person {
  /** @param address relative to the server, or whole */
  open(address: string, headers?: Readonly<Record<string, string>>): Promise<Place>;
  /** Submits the form with that button and the given fields. */
  submit(place: Place, button: string | RegExp, fields?: Readonly<Record<string, string>>): Promise<Place>;
  /** By name. */
  readonly cookies: Map<string, string>;
}

/** @param servers instances of one service, which receive the requests in turn */
export function openPerson(issuer: string, servers: readonly { readonly url: string }[]): Person {
  const cookies = new Map<string, string>();
  let turn = 0;

  async function go(url: URL, init: RequestInit, trail: readonly TestAnswer[]): Promise<Place> {
    const server = servers[turn % servers.length];
    if (!server) throw new Error('there is no server');
    turn += 1;
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await send(server, `${url.pathname}${url.search}`, { ...init, headers });
    keep(answer);
    const location = answer.headers.get('location');
    const so = [...trail, answer];
    if (location === null) return { ...answer, url, trail: so };
    // RFC 9700 §4.12.
    expect(answer.status).toBe(303);
    const next = new URL(location, url);
    if (!next.href.startsWith(`${issuer}/`)) return { ...answer, url: next, trail: so };
    expect(so.length, 'redirects in a row').toBeLessThan(10);
    return go(next, {}, so);
  }

  function keep({ headers }: TestAnswer): void {
    for (const cookie of headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/;\s*max-age=0(?:;|$)/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  return {
    cookies,
    open: (address, headers = {}) => go(new URL(address, `${issuer}/`), { headers }, []),
    submit(place, button, fields = {}) {
      const { action, method, values } = formOf(place.text, button);
      expect(method).toBe('post');
      const body = new URLSearchParams({ ...values, ...fields });
      const headers = {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'same-origin',
        Origin: place.url.origin,
      };
      return go(new URL(action, place.url), { method: 'POST', headers, body: body.toString() }, []);
    },
  };
}

interface Form {
  readonly action: string;
  readonly method: string;
  /** The default values of the form, with that of the button. */
  readonly values: Readonly<Record<string, string>>;
}

/** The form of a page with that button. */
export function formOf(page: string, button: string | RegExp): Form {
  for (const [form] of page.matchAll(/<form [\s\S]*?<\/form>/g)) {
    for (const [, attributes = '', inside = ''] of form.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)) {
      const says = decoded(inside.replace(/<[^>]*>/g, '')).trim();
      if (typeof button === 'string' ? says !== button : !button.test(says)) continue;
      const fields = [...form.matchAll(/<input ([^>]*)>/g)].map(([, input = '']) => input);
      const pairs = fields
        .filter((input) => attribute(input, 'type') !== 'checkbox')
        .map((input) => [attribute(input, 'name'), attribute(input, 'value')] as const);
      const pressed = attribute(attributes, 'name');
      return {
        action: attribute(form, 'action'),
        method: attribute(form, 'method'),
        values: Object.fromEntries([...pairs, ...(pressed ? [[pressed, attribute(attributes, 'value')]] : [])]),
      };
    }
  }
  throw new Error(`the page has no button ${button}: ${page}`);
}

function attribute(source: string, name: string): string {
  return decoded(new RegExp(`\\s${name}="([^"]*)"`).exec(` ${source}`)?.[1] ?? '');
}
