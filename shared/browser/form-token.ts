// Seals a form's state into a hidden field, bound to the browser, against request forgery (RFC 6749 §10.12, RFC 9700 §4.7).
import { timingSafeEqual } from 'node:crypto';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';
import { findBrowserId } from './browser-id.ts';
import type { CookieSettings } from './cookies.ts';

/** Sealed into the form, so that a page refuses the form of another. */
export type FormName = 'sign-in' | 'consent' | 'device' | 'sign-out' | 'handoff' | 'provider';

export const formTtlSeconds = 1800;
/** An expired form is recognised for this long, so that the page can be shown again. */
export const recognisedForSeconds = 86_400;

export interface OpenedForm<Content> {
  readonly content: Content;
  /** Seconds since the epoch. */
  readonly sealedAt: number;
  readonly isExpired: boolean;
  /** Whether it was issued to another browser id. Happens when a new browser opens two tabs at once. */
  readonly isForeign: boolean;
}

interface FormParts {
  readonly clock: Clock;
  readonly keys: Keys;
}

/** Seals JSON values for the browser with this id. @throws OAuthError SigningUnavailable */
export async function sealForm(name: FormName, content: object, browser: string, service: FormParts): Promise<string> {
  const now = seconds(service.clock);
  const claims = { form: name, iat: now, exp: now + formTtlSeconds, browser: hashOf(browser), content };
  return sealJwt('form', claims, utcDay(now), await service.keys.current());
}

/** Like `openAnyForm`, but also refuses a form that was issued to another browser. */
export async function openForm<Content>(...args: Parameters<typeof openAnyForm>): Promise<OpenedForm<Content>> {
  const form = await openAnyForm<Content>(...args);
  if (form.isForeign) throw foreignForm();
  return form;
}

/**
 * `Content` was sealed under this name.
 * @throws OAuthError FormRefused if it was not, a day has passed, the POST is cross-site, or the browser sent no cookie
 */
export async function openAnyForm<Content>(
  name: FormName,
  token: string | undefined,
  { method, headers }: { readonly method: string; readonly headers: Headers },
  service: FormParts & { readonly settings: CookieSettings },
): Promise<OpenedForm<Content>> {
  // A GET may follow a link from anywhere; a POST must be same-origin.
  if (method === 'POST') checkSameOrigin(headers, service.settings);
  const { browser, ...form } = await openSealed<Content>(name, token, headers, service);
  if (browser === undefined) throw foreignForm();
  return form;
}

/**
 * Like `openAnyForm`, for a form that a link brings back. One that comes without the cookie of the browser is foreign, too.
 * @throws OAuthError FormRefused if it was not sealed under this name, or a day has passed
 */
export async function openReturnedForm<Content>(
  name: FormName,
  token: string | undefined,
  { headers }: { readonly headers: Headers },
  service: FormParts & { readonly settings: CookieSettings },
): Promise<OpenedForm<Content>> {
  const { browser: _browser, ...form } = await openSealed<Content>(name, token, headers, service);
  return form;
}

async function openSealed<Content>(
  name: FormName,
  token: string | undefined,
  headers: Headers,
  service: FormParts & { readonly settings: CookieSettings },
): Promise<OpenedForm<Content> & { readonly browser: string | undefined }> {
  const now = seconds(service.clock);
  const days = [utcDay(now - recognisedForSeconds), utcDay(now), utcDay(now + formTtlSeconds)];
  const claims = token === undefined ? undefined : await openJwt('form', token, days, await service.keys.current());
  if (!claims || claims.form !== name || Number(claims.iat) + recognisedForSeconds <= now) {
    throw new OAuthError('FormRefused', 'The form was not issued by this server, or it is more than a day old.');
  }
  const browser = findBrowserId(headers, service.settings);
  const expected = Buffer.from(String(claims.browser), 'base64url');
  return {
    browser,
    content: claims.content as Content,
    sealedAt: Number(claims.iat),
    isExpired: Number(claims.exp) <= now,
    isForeign: browser === undefined || !timingSafeEqual(sha256(browser), expected),
  };
}

function foreignForm(): OAuthError {
  return new OAuthError(
    'FormRefused',
    'The form was issued to another browser, or this browser did not send its cookie.',
  );
}

/** Older browsers send only `Origin`. With Fetch Metadata (`none`: the address bar), `Origin: null` is accepted as well. */
function checkSameOrigin(headers: Headers, { issuer }: { readonly issuer: string }): void {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') {
    throw new OAuthError('FormRefused', 'The form was sent by another site.');
  }
  const origin = headers.get('origin');
  if (origin === null || origin === new URL(issuer).origin || (origin === 'null' && site !== null)) return;
  throw new OAuthError('FormRefused', 'The form was sent by another site: its Origin does not match the issuer.');
}

function hashOf(browser: string): string {
  return sha256(browser).toString('base64url');
}
