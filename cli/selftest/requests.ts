// The requests that several groups send, and the answers that they share.

import { paths } from '../../shared/http/paths.ts';
import { Unmet } from './outcome.ts';
import { type Credentials, type Play, perPlay, requireClient } from './play.ts';
import type { Reply } from './send.ts';

export type Form = Readonly<Record<string, string>>;

const formType = { 'Content-Type': 'application/x-www-form-urlencoded' } as const;

/** @param as authenticates with HTTP Basic (RFC 6749 §2.3.1) */
export function post(
  play: Play,
  path: string,
  form: Form | string,
  as?: Credentials,
  headers: Form = {},
): Promise<Reply> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  const authorization = as ? { Authorization: basic(as) } : {};
  return play.send(path, { method: 'POST', headers: { ...formType, ...authorization, ...headers }, body });
}

function basic({ id, secret }: Credentials): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ part }).toString().slice('part='.length));
  return `Basic ${Buffer.from(encoded.join(':')).toString('base64')}`;
}

export const metadataReply = perPlay(({ send }) => send(paths.oauthMetadata));
export const openidReply = perPlay(({ send }) => send(paths.openidMetadata));
export const keysReply = perPlay(({ send }) => send(paths.jwks));

export function requestToken(play: Play): Promise<Reply> {
  const form = { grant_type: 'client_credentials', ...(play.scope !== undefined && { scope: play.scope }) };
  return post(play, paths.token, form, requireClient(play));
}

export const tokenReply = perPlay(requestToken);

/** @throws Unmet: another case fails then */
export const accessToken = perPlay(async (play) => tokenIn(await tokenReply(play)));

/** @throws Unmet */
export function tokenIn({ status, members }: Reply): string {
  if (status === 200 && typeof members.access_token === 'string') return members.access_token;
  throw new Unmet('no access token was issued');
}
