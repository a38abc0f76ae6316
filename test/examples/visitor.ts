// A browser without scripts that goes from server to server: follows redirects, keeps cookies by host, sends the forms of a page.
import { formOf } from '../support/person.ts';

export interface Visit {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Visitor {
  open(url: string): Promise<Visit>;
  /** The Cookie header for a host. */
  cookies(host: string): string;
  /** Submits the form with that button and the given fields. */
  press(page: Visit, button: string, fields?: Readonly<Record<string, string>>): Promise<Visit>;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly body?: URLSearchParams;
  readonly origin?: string;
}

export function newVisitor(): Visitor {
  const jars = new Map<string, Map<string, string>>();

  function cookies(host: string): string {
    return [...(jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async function go(start: URL, first: Sent): Promise<Visit> {
    let [url, sent] = [start, first];
    for (let hops = 0; hops < 10; hops += 1) {
      // Cookies ignore ports (RFC 6265 §8.5).
      const jar = jars.get(url.hostname) ?? new Map<string, string>();
      jars.set(url.hostname, jar);
      const response = await fetch(url, {
        method: sent.method,
        redirect: 'manual',
        headers: {
          ...(jar.size > 0 && { Cookie: cookies(url.hostname) }),
          ...(sent.origin !== undefined && { Origin: sent.origin }),
        },
        ...(sent.body && { body: sent.body }),
      });
      for (const cookie of response.headers.getSetCookie()) keep(cookie, jar);
      const text = await response.text();
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, headers: response.headers, text };
      // RFC 9700 §4.12: others may send the form on.
      if (response.status !== 303) throw new Error(`${url} redirects with ${response.status}`);
      url = new URL(location, url);
      sent = { method: 'GET' };
    }
    throw new Error(`too many redirects from ${start}`);
  }

  return {
    cookies,
    open: (url) => go(new URL(url), { method: 'GET' }),
    press({ url, headers, text }, button, fields = {}) {
      const { action, values } = formOf(text, button);
      const body = new URLSearchParams({ ...values, ...fields });
      // Fetch §3.2: a policy that withholds the referrer withholds the origin too.
      const isWithheld = headers.get('referrer-policy') === 'no-referrer';
      return go(new URL(action, url), { method: 'POST', body, origin: isWithheld ? 'null' : url.origin });
    },
  };
}

function keep(cookie: string, jar: Map<string, string>): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
  if (/;\s*max-age=0(?:;|$)/i.test(cookie)) jar.delete(name);
  else jar.set(name, value);
}
