// Plays a browser whose user signs in and allows what an app asks for.
import { createHash, randomBytes } from 'node:crypto';
import { paths } from '../../shared/http/paths.ts';
import { expectThat } from './expectation.ts';
import { requireForm } from './form-reader.ts';
import { Failed, Unmet } from './outcome.ts';
import { type Play, perPlay, requireOwn } from './play.ts';
import { type Form, post } from './requests.ts';
import type { Reply } from './send.ts';

/** Pages and redirects on the way to the app. */
const maxSteps = 12;

const formType = { 'Content-Type': 'application/x-www-form-urlencoded' } as const;

/** Cookies of the run: the user signs in once. */
const cookieJar = perPlay(async () => new Map<string, string>());

export interface Arrival {
  /** What the app gets with the redirect. */
  readonly parameters: URLSearchParams;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** From the authorization request of the web client, or of the public one, to the redirect to the app. @throws Failed */
export async function arrive(
  play: Play,
  { as = 'web', ...changes }: Form & { as?: 'web' | 'app' } = {},
): Promise<Arrival> {
  const own = requireOwn(play);
  const [state, nonce, verifier] = [random(), random(), random()];
  const asked = {
    response_type: 'code',
    client_id: own[as].id,
    redirect_uri: own.redirectUri,
    scope: `openid ${own.scope}`,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  let reply = await browse(play, new URL(`${play.issuer}${paths.authorize}?${query}`));
  for (let step = 0; step < maxSteps; step += 1) {
    const location = reply.headers.get('location');
    if (location !== null) {
      expectThat(URL.canParse(location, reply.url.href), 'A redirect leads nowhere.', 'a URL', location);
      const next = new URL(location, reply.url);
      if (next.href.startsWith(`${own.redirectUri}?`)) return { parameters: next.searchParams, state, nonce, verifier };
      reply = await browse(play, next);
    } else {
      expectThat(reply.status === 200, `${reply.url.pathname} shows no page.`, '200', reply.status);
      reply = await fillIn(play, reply);
    }
  }
  throw new Failed('The sign-in does not end.', `the app after ${maxSteps} pages and redirects at most`, 'more');
}

function fillIn(play: Play, { text, url }: Reply): Promise<Reply> {
  const { user } = requireOwn(play);
  const isConsent = text.includes('name="decision" value="allow"');
  const { action, fields } = requireForm(text, 'account', 'password', ...(isConsent ? ['form'] : []));
  const filled = { ...fields, ...('password' in fields ? user : isConsent ? { decision: 'allow' } : {}) };
  return browse(play, new URL(action, url), filled);
}

async function browse(play: Play, url: URL, form?: Form): Promise<Reply> {
  const jar = await cookieJar(play);
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { Accept: 'text/html', ...(cookie && { Cookie: cookie }) };
  const posted = form && { method: 'POST', body: new URLSearchParams(form).toString() };
  const reply = await play.send(url, {
    ...posted,
    headers: { ...headers, ...(form && { ...formType, Origin: url.origin, 'Sec-Fetch-Site': 'same-origin' }) },
  });
  for (const line of reply.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
    if (/;\s*max-age=0(?:;|$)/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  return reply;
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

/** @throws Unmet */
export function codeOf({ parameters }: Arrival): string {
  const code = parameters.get('code');
  if (!code) throw new Unmet('no code was issued');
  return code;
}

export function redeem(play: Play, arrival: Arrival, changes: Form = {}): Promise<Reply> {
  const { web, redirectUri } = requireOwn(play);
  const form = {
    grant_type: 'authorization_code',
    code: codeOf(arrival),
    redirect_uri: redirectUri,
    code_verifier: arrival.verifier,
  };
  return post(play, paths.token, { ...form, ...changes }, 'client_id' in changes ? undefined : web);
}

export function refresh(play: Play, token: string): Promise<Reply> {
  return post(play, paths.token, { grant_type: 'refresh_token', refresh_token: token }, requireOwn(play).web);
}

/** @throws Unmet */
export function refreshTokenIn({ status, members }: Reply): string {
  if (status === 200 && typeof members.refresh_token === 'string') return members.refresh_token;
  throw new Unmet('no refresh token was issued');
}
