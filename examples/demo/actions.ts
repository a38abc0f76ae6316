// What a user of the page can do with a grant, in the order of the page: a row for each button.
import {
  authorizationCodeGrant,
  fetchUserInfo,
  refreshTokenGrant,
  tokenIntrospection,
  tokenRevocation,
} from 'openid-client';
import { record } from './exchange.ts';
import type { RelyingParty } from './relying-party.ts';
import { addStep, type Grant, type Session } from './session.ts';

export interface Action {
  /** The path that the form is sent to. */
  readonly name: string;
  readonly label: string;
  about(grant: Grant): string;
  /** False disables the button; without it, the button works always. */
  isOpen?(grant: Grant): boolean;
  /** @returns the grant afterwards. @throws what openid-client throws for a refusal */
  send(party: RelyingParty, grant: Grant): Promise<Grant>;
  /** For the list of what happened. */
  readonly title: string;
  lesson(outcome: { readonly isRefused: boolean; readonly isActive: boolean }): string;
}

/** The default of a client's `refresh_token_grace`. */
const graceSeconds = 30;

export const actions: readonly Action[] = [
  {
    name: 'refresh',
    label: 'Refresh',
    about: () => 'Exchanges the refresh token for a new access token and the next refresh token.',
    async send({ client }, grant) {
      const { refresh_token: token = '' } = grant.tokens;
      const answer = await refreshTokenGrant(client, token);
      return {
        ...grant,
        tokens: { ...grant.tokens, ...answer },
        oldRefreshToken: { token, exchangedAt: new Date() },
      };
    },
    title: 'The client sent its refresh token',
    lesson: ({ isRefused }) =>
      isRefused
        ? 'The grant has ended, so its tokens get nothing more. Sign in again to go on.'
        : 'Each refresh token is exchanged once. The one before is now the old one: try it, too.',
  },
  {
    name: 'introspect',
    label: 'Introspect',
    about: () => 'The API demo-api asks whether the access token is active (RFC 7662).',
    async send({ api }, grant) {
      await tokenIntrospection(api, grant.tokens.access_token);
      return grant;
    },
    title: 'demo-api asked whether the access token is active',
    lesson: ({ isRefused }) =>
      isRefused
        ? 'The grant behind the token has ended, so the token is not active, although its signature is good and its time is not over. The server says no more than that.'
        : 'The token is active, and this is what it allows. An API that verifies the signature need not ask; an API that introspects learns of a revocation at once.',
  },
  {
    name: 'userinfo',
    label: 'Ask /userinfo',
    about: () => 'Asks with the access token for the claims of the scopes openid, profile and email.',
    async send({ client }, grant) {
      await fetchUserInfo(client, grant.tokens.access_token, grant.subject);
      return grant;
    },
    title: 'The client asked who the user is',
    lesson: ({ isRefused }) =>
      isRefused
        ? 'The server does not accept the access token any more.'
        : 'The client compares sub with that of the id token. The rest is what the user agreed to share.',
  },
  {
    name: 'revoke',
    label: 'Revoke',
    about: () => 'Revokes the refresh token (RFC 7009), which ends the whole grant.',
    async send({ client }, grant) {
      await tokenRevocation(client, grant.tokens.refresh_token ?? '', { token_type_hint: 'refresh_token' });
      return grant;
    },
    title: 'The client revoked its refresh token',
    lesson: ({ isRefused }) =>
      isRefused
        ? 'The server refused to revoke it, and says why.'
        : 'The grant has ended; revoking it twice is not an error. Refresh is refused now, and Introspect says that the access token is not active.',
  },
  {
    name: 'replay-code',
    label: 'Replay the code',
    about: () =>
      'Sends the code again, as a thief would. For 10 s, as long as nothing was refreshed, the server takes that for a client that called twice; after that for theft, also when the code has expired.',
    async send({ client }, grant) {
      await authorizationCodeGrant(client, grant.callback, grant.checks);
      return grant;
    },
    title: 'The client sent the code a second time',
    lesson({ isRefused, isActive }) {
      if (!isRefused) return 'The server accepted a code twice. That must never happen: please report it.';
      return isActive
        ? 'A code works once. So soon after the first time the server takes this for a client that called twice: it refuses, and the grant goes on.'
        : 'A code works once. The server cannot tell which of the two senders is the thief, so the grant ends for both.';
    },
  },
  {
    name: 'replay-refresh-token',
    label: 'Use the old refresh token',
    about: ({ oldRefreshToken: old }) =>
      old
        ? `Sends the one from before the last exchange. Until ${graceEnd(old.exchangedAt)} (${graceSeconds} s) the server answers with the same successor, since its answer may have got lost; after that it revokes the whole grant.`
        : 'Refresh first: there is no old one yet.',
    isOpen: ({ oldRefreshToken }) => oldRefreshToken !== undefined,
    async send({ client }, grant) {
      const answer = await refreshTokenGrant(client, grant.oldRefreshToken?.token ?? '');
      return { ...grant, tokens: { ...grant.tokens, ...answer } };
    },
    title: 'The client used the refresh token from before',
    lesson: ({ isRefused }) =>
      isRefused
        ? `An old refresh token that is used more than ${graceSeconds} s after its exchange, or after its successor, is in two hands. The server cannot tell the thief from the client, and ends the grant for both.`
        : `Within ${graceSeconds} s the same successor comes back: the first answer may have got lost. There is still one line of tokens.`,
  },
];

/** @throws Error when the server does not answer */
export async function act(action: Action, session: Session, party: RelyingParty, grant: Grant): Promise<void> {
  const { result: after = grant, thrown, exchange } = await record(() => action.send(party, grant));
  // Not a refusal: the server did not answer, or the client did not accept its answer.
  if (!exchange || (thrown && exchange.status === 200)) throw thrown;
  // A client may introspect its own refresh token.
  const { active: isActive } = await tokenIntrospection(party.client, after.tokens.refresh_token ?? '');
  session.grant = { ...after, isActive };
  const isRefused = exchange.status !== 200 || exchange.json.active === false;
  addStep(session, { title: action.title, lesson: action.lesson({ isRefused, isActive }), isRefused, exchange });
}

function graceEnd(exchangedAt: Date): string {
  return new Date(exchangedAt.getTime() + graceSeconds * 1000).toLocaleTimeString('en-GB');
}
