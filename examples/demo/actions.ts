// What can be tried on a grant: a row an action, in the order of the page. What each answer shows is said by what was answered.
import { asApi, asWeb } from '../../local/demo-clients.ts';
import { type Exchange, sendForm, sendRequest } from './exchange.ts';
import type { Grant, Tokens } from './life.ts';
import { type Provider, requireEndpoint } from './provider.ts';

export interface Action {
  /** Of the path that its form is sent to. */
  readonly name: string;
  readonly label: string;
  /** One sentence. */
  about(grant: Grant): string;
  /** Whether it can be tried now. */
  isOpen(grant: Grant, provider: Provider): boolean;
  send(grant: Grant, provider: Provider): Promise<Exchange>;
  /** What the grant is after the answer; without it, what it was. */
  keep?(grant: Grant, answer: Exchange): Grant;
  /** What was tried, for the timeline. */
  readonly title: string;
  /** @param grant after the answer, its state asked of the server */
  lesson(answer: Exchange, grant: Grant): string;
}

/** Seconds: the default of a client's `refresh_token_grace`. */
const grace = 30;

const ended = 'The grant has ended: what is left of its tokens gets nothing more. Sign in again to go on.';

function refresh(refreshToken: string, { metadata }: Provider): Promise<Exchange> {
  const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken };
  return sendForm(requireEndpoint(metadata, 'token_endpoint'), asWeb, parameters);
}

export const actions: readonly Action[] = [
  {
    name: 'refresh',
    label: 'Refresh',
    title: 'The refresh token was sent',
    about: () => 'Exchanges the refresh token for a new access token and the next refresh token.',
    isOpen: ({ tokens }) => tokens.refreshToken !== undefined,
    send: ({ tokens }, provider) => refresh(tokens.refreshToken ?? '', provider),
    keep(grant, answer) {
      if (answer.status !== 200) return grant;
      const { refreshToken } = grant.tokens;
      const former = refreshToken === undefined ? undefined : { refreshToken, exchangedAt: Date.now() };
      return { ...grant, tokens: tokensOf(answer, grant.tokens), ...(former && { former }) };
    },
    lesson: ({ status }) =>
      status === 200 ? 'Each refresh token is exchanged once. The one before is now the old one: try it, too.' : ended,
  },
  {
    name: 'introspect',
    label: 'Introspect',
    title: 'demo-api asked whether the access token is good',
    about: () => 'The resource server demo-api asks whether the access token is good now (RFC 7662).',
    isOpen: () => true,
    send: ({ tokens }, { metadata }) =>
      sendForm(requireEndpoint(metadata, 'introspection_endpoint'), asApi, { token: tokens.accessToken }),
    lesson: ({ json }) =>
      json?.active === true
        ? 'It is good now, and this is what it allows. A resource server that only verifies the signature does not need to ask; one that asks hears of a revocation at once.'
        : 'It is not good any more, although its signature is and its time is not over: the grant behind it has ended. Nothing else is told.',
  },
  {
    name: 'userinfo',
    label: 'Ask /userinfo',
    title: 'The client asked who the user is',
    about: () => 'Asks with the access token what the scopes openid, profile and email allow to be known.',
    isOpen: (_grant, { metadata }) => metadata.userinfo_endpoint !== undefined,
    send: ({ tokens }, { metadata }) =>
      sendRequest(requireEndpoint(metadata, 'userinfo_endpoint'), {
        headers: { Authorization: `Bearer ${tokens.accessToken}` },
      }),
    lesson: ({ status }) =>
      status === 200
        ? 'The same sub as in the id token, and what the user agreed to tell.'
        : 'The access token opens nothing any more.',
  },
  {
    name: 'revoke',
    label: 'Revoke',
    title: 'The client gave the refresh token back',
    about: () => 'Gives the refresh token back (RFC 7009): with it the whole grant ends.',
    isOpen: ({ tokens }) => tokens.refreshToken !== undefined,
    send: ({ tokens }, { metadata }) =>
      sendForm(requireEndpoint(metadata, 'revocation_endpoint'), asWeb, {
        token: tokens.refreshToken ?? '',
        token_type_hint: 'refresh_token',
      }),
    lesson: ({ status }) =>
      status === 200
        ? 'Done, and done again is no error. The grant has ended: Refresh is refused now, and Introspect says that the access token is not active.'
        : 'The server refused to take it back, and says why.',
  },
  {
    name: 'replay-code',
    label: 'Replay the code',
    title: 'The code was sent a second time',
    about: () =>
      'As a thief would who saw the redirect. In the first 10 s, while nothing was refreshed, that is taken for a client that called twice; after that for theft, also when the code has expired.',
    isOpen: () => true,
    send: ({ code, verifier }, { metadata, redirectUri }) =>
      sendForm(requireEndpoint(metadata, 'token_endpoint'), asWeb, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
      }),
    lesson(answer, { isActive }) {
      if (answer.status === 200) return 'A code was taken twice. That must never happen: please report it.';
      return isActive
        ? 'A code works once. This soon after the first time the server takes it for a client that called twice: it refuses, and the grant goes on.'
        : 'A code works once. Who sends it again may have stolen it, or the first one had: the grant ends, whoever holds its tokens.';
    },
  },
  {
    name: 'replay-refresh-token',
    label: 'Use the old refresh token',
    title: 'The refresh token from before was used again',
    about: ({ former }) =>
      former === undefined
        ? 'There is none yet: refresh first.'
        : `The one from before the last exchange. Until ${clockTime(former.exchangedAt + grace * 1000)} (${grace} s) the same successor comes back, for an answer that got lost. After that it is taken for theft, and the whole grant is revoked.`,
    isOpen: ({ former }) => former !== undefined,
    send: ({ former }, provider) => refresh(former?.refreshToken ?? '', provider),
    // The successor that comes back is the one that the client has already.
    keep: (grant, answer) => (answer.status === 200 ? { ...grant, tokens: tokensOf(answer, grant.tokens) } : grant),
    lesson: ({ status }) =>
      status === 200
        ? `Within ${grace} s the same successor comes back: an answer may have been lost on its way. No second line of tokens begins.`
        : `Later than ${grace} s after its exchange, or when its successor was exchanged too, an old refresh token means that two have it. The server cannot tell the thief from the client, and ends the grant for both.`,
  },
];

function tokensOf({ json = {} }: Exchange, before: Tokens): Tokens {
  const { access_token: access, refresh_token: refreshed, id_token: id } = json;
  return {
    accessToken: typeof access === 'string' ? access : before.accessToken,
    refreshToken: typeof refreshed === 'string' ? refreshed : before.refreshToken,
    idToken: typeof id === 'string' ? id : before.idToken,
  };
}

function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString('en-GB');
}
