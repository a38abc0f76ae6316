// What a form carries from the page to its answer: encrypted, and bound to the browser that got the page. So nobody else can
// send it in the user's name (RFC 6749 §10.12, RFC 9700 §4.7), and no instance has to remember it.
import { timingSafeEqual } from 'node:crypto';
import { type Clock, seconds, utcDay } from '../base/clock.ts';
import { sha256 } from '../base/sha256.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { Keys } from '../keys/keys.ts';
import { openJwt, sealJwt } from '../keys/sealed-jwt.ts';
import { findBrowserId } from './browser-id.ts';
import type { CookieSettings } from './cookies.ts';

/** Which form: none passes for another. */
export type FormName = 'sign-in' | 'consent' | 'sign-out';

/** How long a form can be sent. */
const formTtlSeconds = 1800;
/** How long an expired form is still recognised, so that the page can be shown again. */
const recognisedForSeconds = 86_400;

export interface OpenedForm<Content> {
  readonly content: Content;
  /** Seconds since the epoch. */
  readonly sealedAt: number;
  readonly isExpired: boolean;
  /** Whether it was made for another browser; of two tabs that a new browser opens at once, one has such a form. */
  readonly isForeign: boolean;
}

interface FormParts {
  readonly clock: Clock;
  readonly keys: Keys;
}

/**
 * @param content of plain values
 * @param browser its id
 * @throws OAuthError SigningUnavailable
 */
export async function sealForm(name: FormName, content: object, browser: string, service: FormParts): Promise<string> {
  const now = seconds(service.clock);
  const claims = { form: name, iat: now, exp: now + formTtlSeconds, browser: hashOf(browser), content };
  return sealJwt('form', claims, utcDay(now), await service.keys.current());
}

/** As `openAnyForm`, and refuses one that was made for another browser as well. */
export async function openForm<Content>(...args: Parameters<typeof openAnyForm>): Promise<OpenedForm<Content>> {
  const form = await openAnyForm<Content>(...args);
  if (form.isForeign) throw foreignForm();
  return form;
}

/**
 * What was sealed into the form. `Content` is what the page of that form seals: nobody else can have made it.
 * @throws OAuthError FormRefused when it is not a form of this server, of this name, or a day old, or the browser keeps no cookie
 */
export async function openAnyForm<Content>(
  name: FormName,
  token: string | undefined,
  { method, headers }: { readonly method: string; readonly headers: Headers },
  service: FormParts & { readonly settings: CookieSettings },
): Promise<OpenedForm<Content>> {
  const now = seconds(service.clock);
  // A page may be come to from anywhere; what is sent must come from it.
  if (method === 'POST') checkSameOrigin(headers, service.settings);
  const days = [utcDay(now - recognisedForSeconds), utcDay(now), utcDay(now + formTtlSeconds)];
  const claims = token === undefined ? undefined : await openJwt('form', token, days, await service.keys.current());
  if (!claims || claims.form !== name || Number(claims.iat) + recognisedForSeconds <= now) {
    throw new OAuthError('FormRefused', 'The form was not issued by this server, or it is more than a day old.');
  }
  const browser = findBrowserId(headers, service.settings);
  if (browser === undefined) throw foreignForm();
  const expected = Buffer.from(String(claims.browser), 'base64url');
  return {
    content: claims.content as Content,
    sealedAt: Number(claims.iat),
    isExpired: Number(claims.exp) <= now,
    isForeign: !timingSafeEqual(sha256(browser), expected),
  };
}

function foreignForm(): OAuthError {
  return new OAuthError(
    'FormRefused',
    'The form was issued to another browser, or this browser did not send its cookie.',
  );
}

/**
 * The browser says where a request comes from: by Fetch Metadata, where `none` is the user's own address bar, and by `Origin`,
 * which older ones send too. `Origin: null` hides where, and counts where Fetch Metadata says it.
 */
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
