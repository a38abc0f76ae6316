// A provider with OpenID Connect, through openid-client. Its requests go by the rules for documents of other servers.
import * as openid from 'openid-client';
import { refreshed } from '../base/refreshed.ts';
import { documentUrl } from '../remote/document-address.ts';
import { type FetchParts, sendRequest } from '../remote/send-request.ts';
import type { UpstreamClaims } from './claims-map.ts';
import { explained } from './openid-failure.ts';
import type { Provider } from './provider-record.ts';
import {
  type ExpectedAnswer,
  type Upstream,
  UpstreamError,
  type UpstreamParts,
  type UpstreamRequest,
} from './upstream.ts';
import { clientAuthentication } from './upstream-authentication.ts';

const freshMs = 3_600_000;
/** How long the metadata is used while it cannot be fetched. */
const staleMs = 86_400_000;
const retryDelayMs = 10_000;

/** No body is allowed with these (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const bodiless = [204, 205, 304];

export function openOpenId(provider: Provider, parts: UpstreamParts): Upstream {
  const { issuer, clientId, scope, parameters: fixed } = provider;
  const configuration = refreshed(() => discover(provider, parts), {
    clock: parts.clock,
    freshMs,
    staleMs,
    retryDelayMs,
    failureTtlMs: retryDelayMs,
  });

  async function endpointUrl(name: 'authorization_endpoint' | 'end_session_endpoint'): Promise<string | undefined> {
    const url = (await configuration.current()).serverMetadata()[name];
    // A browser is sent there: never to a scheme that runs something.
    return url === undefined ? undefined : documentUrl(url, parts).href;
  }

  return {
    authorizationUrl: (request) =>
      explained(async () => {
        const config = await configuration.current();
        if ((await endpointUrl('authorization_endpoint')) === undefined) {
          throw new UpstreamError('invalid', `The metadata of ${issuer} has no authorization_endpoint.`);
        }
        const challenge = await openid.calculatePKCECodeChallenge(request.verifier);
        return openid.buildAuthorizationUrl(config, {
          ...fixed,
          scope,
          redirect_uri: request.redirectUri,
          state: request.state,
          nonce: request.nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
          ...hintsOf(request, config.serverMetadata().prompt_values_supported),
        }).href;
      }),

    redeem: (sent, expected) => explained(async () => redeem(await configuration.current(), sent, expected, provider)),

    endSessionUrl: (postLogoutRedirectUri) =>
      explained(async () => {
        const url = await endpointUrl('end_session_endpoint');
        if (url === undefined) return undefined;
        const address = new URL(url);
        address.searchParams.set('client_id', clientId);
        address.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri);
        return address.href;
      }),
  };
}

async function discover(provider: Provider, parts: UpstreamParts): Promise<openid.Configuration> {
  const { issuer, clientId } = provider;
  // By the rules for documents, http is for loopback hosts only.
  const isInsecure = documentUrl(issuer, parts).protocol === 'http:';
  const config = await openid.discovery(new URL(issuer), clientId, {}, clientAuthentication(provider, parts), {
    execute: [openid.enableNonRepudiationChecks, ...(isInsecure ? [openid.allowInsecureRequests] : [])],
    [openid.customFetch]: fetchBy(parts),
  });
  return config;
}

function fetchBy(parts: FetchParts): openid.CustomFetch {
  return async (url, { method, headers, body }) => {
    const text = body === undefined || body === null ? {} : { body: String(body) };
    const request = { method: method === 'POST' ? 'POST' : 'GET', headers: lowerCased(headers), ...text } as const;
    const answer = await sendRequest(url, request, parts);
    // openid-client reads no body beside a challenge, and the error of the token endpoint is in the body (RFC 6749 §5.2).
    const hasError = method === 'POST' && answer.headers['content-type']?.startsWith('application/json');
    const received = Object.entries(answer.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !(hasError && name === 'www-authenticate')
        ? [[name, value] as [string, string]]
        : [],
    );
    const content = bodiless.includes(answer.status) ? null : new Uint8Array(answer.body);
    return new Response(content, { status: answer.status, headers: received });
  };
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function hintsOf({ prompt, maxAge, loginHint, uiLocales }: UpstreamRequest, prompts: unknown): Record<string, string> {
  const isLogin = prompt.includes('login');
  const isChoice = prompt.includes('select_account') && (!Array.isArray(prompts) || prompts.includes('select_account'));
  const sent = isLogin ? 'login' : isChoice ? 'select_account' : undefined;
  // With max_age the ID token must say when the user signed in (OpenID Connect Core §3.1.2.1).
  const age = isLogin ? 0 : maxAge;
  return {
    ui_locales: uiLocales,
    ...(loginHint !== undefined && { login_hint: loginHint }),
    ...(sent !== undefined && { prompt: sent }),
    ...(age !== undefined && { max_age: String(age) }),
  };
}

async function redeem(
  config: openid.Configuration,
  sent: URLSearchParams,
  { redirectUri, state, nonce, verifier }: ExpectedAnswer,
  { scope, usesUserinfo }: Provider,
): Promise<UpstreamClaims> {
  const url = new URL(redirectUri);
  url.search = sent.toString();
  const tokens = await openid.authorizationCodeGrant(config, url, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new UpstreamError('invalid', 'The provider sent no ID token.');
  const asked = scope.split(' ');
  const isMissing = (name: string, claim: string) => asked.includes(name) && claims[claim] === undefined;
  const hasUserinfo = config.serverMetadata().userinfo_endpoint !== undefined;
  if (!usesUserinfo || !hasUserinfo || !(isMissing('profile', 'name') || isMissing('email', 'email'))) return claims;
  const userinfo = await openid.fetchUserInfo(config, tokens.access_token, claims.sub);
  // The signed claims come first.
  return { ...userinfo, ...claims, ...emailOf(claims, userinfo) };
}

/** An address and whether it is verified are of the same answer, unless both have the same address. */
function emailOf(claims: UpstreamClaims, userinfo: UpstreamClaims): UpstreamClaims {
  const isOfUserinfo =
    claims.email === undefined || (claims.email_verified === undefined && claims.email === userinfo.email);
  const { email, email_verified } = isOfUserinfo ? userinfo : claims;
  return { email, email_verified };
}
