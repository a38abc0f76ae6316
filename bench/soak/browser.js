// A browser at the level of HTTP: keeps cookies, follows redirects of the service, and sends the form of a page.
/** @typedef {import('./client.js').Answer} Answer */
/** @typedef {import('./client.js').Request} Request */

/** @typedef {Answer & { readonly at: string }} Place `at`: where the browser is; at an app, the address that it was sent to */

/**
 * @typedef {object} Browser
 * @property {(path: string, go: Go) => Promise<Place>} open
 * @property {(place: Place, button: RegExp, fields: Readonly<Record<string, string>>, go: Go) => Promise<Place>} submit
 */

/** @typedef {(request: Request) => Promise<Answer>} Go sends one request */

/** @param {string} issuer @returns {Browser} */
export function openBrowser(issuer) {
  /** @type {Map<string, string>} */
  const cookies = new Map();

  /** @param {string} address @param {Request} request @param {Go} go @returns {Promise<Place>} */
  async function follow(address, request, go) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await go({ ...request, headers: { ...request.headers, ...(cookie && { Cookie: cookie }) } });
    for (const set of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/;\s*max-age=0(?:;|$)/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const { location } = answer.headers;
    if (location === undefined) return { ...answer, at: address };
    const next = new URL(location, address);
    if (next.origin !== issuer) return { ...answer, at: next.href };
    return follow(next.href, { path: next.pathname + next.search }, go);
  }

  return {
    open: (path, go) => follow(`${issuer}${path}`, { path }, go),
    submit(place, button, fields, go) {
      const { action, values } = formWith(place.text, button);
      const target = new URL(action, place.at);
      const headers = { 'Sec-Fetch-Site': 'same-origin', Origin: issuer };
      return follow(target.href, { path: target.pathname, form: { ...values, ...fields }, headers }, go);
    },
  };
}

/** @param {string} page @param {RegExp} button what it says @throws {Error} when there is none */
function formWith(page, button) {
  for (const [form] of page.matchAll(/<form [\s\S]*?<\/form>/g)) {
    for (const [, attributes = '', inside = ''] of form.matchAll(/<button([^>]*)>([\s\S]*?)<\/button>/g)) {
      if (!button.test(plain(inside.replace(/<[^>]*>/g, '')).trim())) continue;
      const fields = [...form.matchAll(/<input ([^>]*)>/g)].map(([, each = '']) => each);
      const sent = [...fields.filter((each) => attribute(each, 'type') !== 'checkbox'), attributes];
      const pairs = sent.map((each) => [attribute(each, 'name'), attribute(each, 'value')]);
      return { action: attribute(form, 'action'), values: Object.fromEntries(pairs.filter(([name]) => name !== '')) };
    }
  }
  throw new Error(`the page has no button ${button}: ${page.slice(0, 500)}`);
}

/** @param {string} source @param {string} name */
function attribute(source, name) {
  return plain(new RegExp(`\\s${name}="([^"]*)"`).exec(` ${source}`)?.[1] ?? '');
}

function plain(/** @type {string} */ source) {
  return source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
