// GitHub, which has OAuth 2.0 with PKCE and no OpenID Connect: who the user is comes from its API.
import { sha256 } from '../base/sha256.ts';
import { RemoteDocumentError } from '../remote/remote-document-error.ts';
import { type FetchParts, type RemoteRequest, sendRequest } from '../remote/send-request.ts';
import type { UpstreamClaims } from './claims-map.ts';
import type { Provider } from './provider-record.ts';
import { detailsOf, type ExpectedAnswer, type Upstream, UpstreamError } from './upstream.ts';

/** Milliseconds are counted by each request; there are at most four for a sign-in. */
type GitHubParts = FetchParts;

export function openGitHub(provider: Provider, parts: GitHubParts): Upstream {
  const { issuer, clientId, scope, parameters: fixed } = provider;
  return {
    async authorizationUrl({ redirectUri, state, verifier, prompt, loginHint }) {
      const url = new URL(`${issuer}/login/oauth/authorize`);
      const sent = {
        ...fixed,
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: sha256(verifier).toString('base64url'),
        code_challenge_method: 'S256',
        ...(loginHint !== undefined && { login: loginHint }),
        ...(prompt.includes('select_account') && { prompt: 'select_account' }),
      };
      for (const [name, value] of Object.entries(sent)) url.searchParams.set(name, value);
      return url.href;
    },

    async redeem(sent, expected) {
      checkRedirect(sent, expected, issuer);
      const token = await redeemCode(sent.get('code') ?? '', expected, provider, parts);
      return claimsOf(token, provider, parts);
    },

    // GitHub has no page to which an app may send its users to sign out.
    endSessionUrl: async () => undefined,
  };
}

function checkRedirect(sent: URLSearchParams, { state }: ExpectedAnswer, issuer: string): void {
  const iss = sent.get('iss');
  const isOther = iss !== null && !(URL.canParse(iss) && new URL(iss).origin === new URL(issuer).origin);
  if (isOther || sent.get('state') !== state) {
    throw new UpstreamError('invalid', 'The redirect is not the answer of this provider to this sign-in.');
  }
  if (sent.has('error')) {
    const details = detailsOf(Object.fromEntries(sent));
    const problem = details.error === 'access_denied' ? 'cancelled' : 'refused';
    throw new UpstreamError(problem, 'The provider returned an error to the redirect URI.', details);
  }
  if (!sent.get('code')) throw new UpstreamError('invalid', 'The redirect has no code.');
}

async function redeemCode(
  code: string,
  { redirectUri, verifier }: ExpectedAnswer,
  { issuer, clientId, clientSecret = '' }: Provider,
  parts: GitHubParts,
): Promise<string> {
  const body = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method: 'POST', headers, body: body.toString() } as const;
  // An error comes with the status 200.
  const answer = asObject(await requestJson(`${issuer}/login/oauth/access_token`, request, parts));
  if (typeof answer.error === 'string') {
    throw new UpstreamError('refused', 'The provider did not redeem the code.', detailsOf(answer));
  }
  if (typeof answer.access_token === 'string') return answer.access_token;
  throw new UpstreamError('invalid', 'The answer of the provider has no access token.');
}

async function claimsOf(token: string, { issuer, scope }: Provider, parts: GitHubParts): Promise<UpstreamClaims> {
  const api = issuer === 'https://github.com' ? 'https://api.github.com' : `${issuer}/api/v3`;
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
  const read = (path: string) => requestJson(`${api}${path}`, { headers }, parts);
  const scopes = scope.split(' ');
  const [answer, emails, organisations] = await Promise.all([
    read('/user'),
    scopes.some((each) => each === 'user:email' || each === 'user') ? read('/user/emails') : [],
    scopes.includes('read:org') ? read('/user/orgs?per_page=100') : [],
  ]);
  const user = asObject(answer);
  // The login can be taken by another user later; the id cannot.
  if (!Number.isSafeInteger(user.id)) throw new UpstreamError('invalid', 'The answer of the provider has no user id.');
  const email = verifiedEmail(asList(emails));
  return {
    sub: String(user.id),
    preferred_username: user.login,
    ...(typeof user.name === 'string' && { name: user.name }),
    ...(email !== undefined && { email, email_verified: true }),
    groups: asList(organisations).map(({ login }) => login),
  };
}

/** The primary address if it is verified. The address of the public profile proves nothing. */
function verifiedEmail(emails: readonly Readonly<Record<string, unknown>>[]): unknown {
  const verified = emails.filter((each) => each.verified === true);
  return (verified.find((each) => each.primary === true) ?? verified[0])?.email;
}

async function requestJson(url: string, request: RemoteRequest, parts: GitHubParts): Promise<unknown> {
  const answer = await sendRequest(url, request, parts).catch((thrown: unknown) => {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    throw new UpstreamError('unavailable', thrown.message, {}, thrown);
  });
  if (answer.status !== 200) {
    throw new UpstreamError(
      answer.status >= 500 ? 'unavailable' : 'refused',
      `The provider answered ${answer.status}.`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.body));
  } catch {
    throw new UpstreamError('invalid', 'The answer of the provider is not JSON.');
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function asList(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}
