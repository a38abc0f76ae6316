// The authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636): to /authorize, back to /callback, and the code for tokens.
import {
  type AuthorizationCodeGrantChecks,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { record } from './exchange.ts';
import type { RelyingParty } from './relying-party.ts';
import { addStep, type Session } from './session.ts';

const scope = 'openid profile email reports.read';

interface SignInWishes {
  /** OpenID Connect Core §3.1.2.1. */
  readonly prompt: string | null;
  readonly loginHint: string;
}

/** @returns where to send the browser */
export async function beginSignIn(
  session: Session,
  { client, redirectUri }: RelyingParty,
  { prompt, loginHint }: SignInWishes,
): Promise<URL> {
  const [verifier, state, nonce] = [randomPKCECodeVerifier(), randomState(), randomNonce()];
  const url = buildAuthorizationUrl(client, {
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    login_hint: loginHint,
    ...(prompt !== null && { prompt }),
  });
  session.pendingSignIns.set(state, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  addStep(session, {
    title: 'The client sent the browser to /authorize',
    lesson:
      'The client asks for a code. It keeps state, nonce and the verifier behind code_challenge in the session of this browser, to check the answer against.',
    isRefused: false,
    redirect: url,
  });
  return url;
}

/** @returns false when this browser did not begin that sign-in: the code is not sent anywhere */
export async function finishSignIn(session: Session, party: RelyingParty, callback: URL): Promise<boolean> {
  const state = callback.searchParams.get('state') ?? '';
  const checks = session.pendingSignIns.get(state);
  if (!checks) {
    addStep(session, {
      title: 'The browser came back with an unknown state',
      lesson:
        'The back button does that, and so does an attacker who wants this browser to use their code. The client did not send the code anywhere, and keeps the grant that it has.',
      isRefused: true,
      redirect: callback,
    });
    return false;
  }
  session.pendingSignIns.delete(state);
  const isRefused = callback.searchParams.has('error');
  addStep(session, {
    title: isRefused ? 'The browser came back without a code' : 'The browser came back with a code',
    lesson: isRefused
      ? 'The redirect says why. The client learns that nobody signed in, and no more.'
      : 'The code is useless without the client secret and the code_verifier. It works once, within 60 seconds.',
    isRefused,
    redirect: callback,
  });
  if (!isRefused) await redeemCode(session, party, callback, checks);
  return true;
}

async function redeemCode(
  session: Session,
  { client }: RelyingParty,
  callback: URL,
  checks: AuthorizationCodeGrantChecks,
): Promise<void> {
  const { result: tokens, thrown, exchange } = await record(() => authorizationCodeGrant(client, callback, checks));
  const isRefused = exchange?.status !== 200;
  if (exchange) {
    addStep(session, {
      title: 'The client exchanged the code for tokens',
      lesson: isRefused
        ? 'The token endpoint refused the code, and says why.'
        : 'The server of the client asked the token endpoint directly: tokens never pass through the browser.',
      isRefused,
      exchange,
    });
    if (isRefused) return;
  }
  if (!tokens) {
    const lesson = thrown instanceof Error ? thrown.message : String(thrown);
    addStep(session, { title: 'The client refused the answer', lesson, isRefused: true });
    return;
  }
  session.grant = { callback, checks, subject: tokens.claims()?.sub ?? '', tokens, isActive: true };
  addStep(session, {
    title: 'The client checked the id token',
    lesson: 'Only now does the client know who signed in: at this server, for this client, in this browser, just now.',
    isRefused: false,
    checks: [
      'state is the one that the client sent',
      'iss in the redirect names this server (RFC 9207)',
      'the signature of the id token is good, with a key of /jwks',
      'iss names this server, aud names this client, and exp is not over',
      'nonce is the one that the client sent',
    ],
  });
}
