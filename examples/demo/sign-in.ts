// The sign-in as a client does it: to /authorize, back to /callback, and the code exchanged for tokens (RFC 6749 §4.1, RFC 7636).
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { demoWeb } from '../../local/demo-clients.ts';
import { demoUser } from '../../local/demo-user.ts';
import { prompts } from '../../shared/base/openid-values.ts';
import { checkIdToken } from './check-token.ts';
import { shortened, shownParameters } from './exchange.ts';
import { type Attempt, addAttempt, addStep, type Life, type Step } from './life.ts';
import type { Provider } from './provider.ts';

/**
 * @param prompt as in OpenID Connect Core §3.1.2.1; anything else asks for nothing special
 * @returns where the browser goes
 */
export async function beginSignIn(life: Life, prompt: string | null, provider: Provider): Promise<URL> {
  const state = randomState();
  const attempt: Attempt = { verifier: randomPKCECodeVerifier(), nonce: randomNonce() };
  addAttempt(life, state, attempt);
  const url = buildAuthorizationUrl(
    provider.client(() => {}),
    {
      redirect_uri: provider.redirectUri,
      scope: demoWeb.scope,
      state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      login_hint: demoUser.username,
      ...(prompts.some((each) => each === prompt) && { prompt: String(prompt) }),
    },
  );
  addStep(life, {
    title: 'The browser was sent to /authorize',
    lesson:
      'The client asks for a code. It keeps the state, the nonce and the secret behind code_challenge to itself, to know its own answer again.',
    isRefused: false,
    isFirst: true,
    redirect: shownRedirect(url),
  });
  return url;
}

const unexpected = {
  title: 'The browser came back with a state that is not waited for',
  lesson:
    'The back button does that. So would somebody who wants this browser to use a code of theirs: the code was sent nowhere, and the grant stays as it is.',
  isRefused: true,
} as const;

/** @returns whether this browser began that sign-in; if not, nothing was sent anywhere */
export async function finishSignIn(life: Life, url: URL, provider: Provider): Promise<boolean> {
  const state = url.searchParams.get('state') ?? '';
  const attempt = life.attempts.get(state);
  if (!attempt) {
    // Without a grant there is no page to tell it on.
    if (life.grant) addStep(life, { ...unexpected, redirect: shownRedirect(url) });
    return false;
  }
  life.attempts.delete(state);
  const isRefused = url.searchParams.has('error');
  addStep(life, {
    title: isRefused ? 'The browser came back without a code' : 'The browser came back with a code',
    lesson: isRefused
      ? 'The server says why in its redirect. The client learns that nobody signed in, and nothing more.'
      : 'The code alone is worth nothing: it needs the client’s secret and the code_verifier, works once, and for 60 seconds.',
    isRefused,
    redirect: shownRedirect(url),
  });
  if (!isRefused) await redeem(life, { url, state, attempt }, provider);
  return true;
}

function shownRedirect({ origin, pathname, searchParams }: URL): NonNullable<Step['redirect']> {
  return { url: origin + pathname, parameters: shownParameters(searchParams) };
}

interface Callback {
  readonly url: URL;
  readonly state: string;
  readonly attempt: Attempt;
}

async function redeem(life: Life, { url, state, attempt }: Callback, provider: Provider): Promise<void> {
  const { verifier, nonce } = attempt;
  let isAnswered = false;
  const client = provider.client((exchange) => {
    isAnswered = true;
    const isRefused = exchange.status !== 200;
    addStep(life, {
      title: 'The code was sent for tokens',
      lesson: isRefused
        ? 'The server refused the code, and says why.'
        : 'From the client’s server to the token endpoint, not through the browser: tokens never stand in a URL.',
      isRefused,
      exchange,
    });
  });
  try {
    const answer = await authorizationCodeGrant(client, url, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const tokens = { accessToken: answer.access_token, refreshToken: answer.refresh_token, idToken: answer.id_token };
    const code = url.searchParams.get('code') ?? '';
    const checks = await checkIdToken(answer.id_token ?? '', tokens.accessToken, nonce, provider);
    life.grant = { code, verifier, nonce, tokens, isActive: true };
    addStep(life, {
      title: 'The id token was checked',
      lesson: 'Only now does the client know who signed in: for it, in this browser, just now.',
      isRefused: false,
      checks: [
        'state is the one that was sent',
        'iss in the redirect is the server that was asked (RFC 9207)',
        ...checks,
      ],
    });
  } catch (thrown) {
    // The answer of the server stands on the page already.
    if (isAnswered && life.steps.at(-1)?.isRefused) return;
    addStep(life, {
      title: 'The client refused what came',
      lesson: shortened(thrown instanceof Error ? thrown.message : String(thrown)),
      isRefused: true,
    });
  }
}
