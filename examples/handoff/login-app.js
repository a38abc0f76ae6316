// A login app for SIGN_IN=handoff. It needs node and jose: `node examples/handoff/login-app.js`.
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import { answerAddress, challengeReader } from './handoff.js';
import { readForm, show, signInForm } from './page.js';

/** @typedef {{ subject: string, password: string, name: string, email: string }} User */

/**
 * @param {{ issuer: string, port: number, users: Readonly<Record<string, User>> }} config the users by their names
 * @returns where it is, as in HANDOFF_URL, and how to end it
 */
export async function startLoginApp({ issuer, port, users }) {
  // An app in production has its key in a vault. This one makes a new key at each start, and publishes it at /jwks.
  const { privateKey: key, publicKey } = await generateKeyPair('ES256');
  const kid = randomUUID();
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
  /** @type {Map<string, { username: string, authTime: number }>} */
  const sessions = new Map();
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(String(error));
      show(response, 400, '<h1>This sign-in cannot go on</h1>\n<p>Go back to the app and start again.</p>');
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  const origin = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  const parties = { issuer, url: `${origin}/login` };
  const readChallenge = challengeReader(parties);

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async function answer(request, response) {
    const { pathname, searchParams } = new URL(request.url ?? '', origin);
    if (pathname === '/jwks') {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(jwks));
    } else if (pathname !== '/login') {
      show(response, 404, '<h1>Nothing is here</h1>');
    } else if (request.method === 'POST') {
      // Another site must not sign this browser in.
      if (request.headers.origin !== origin) throw new Error('the form was sent by another site');
      await takeForm(await readForm(request), response);
    } else {
      await begin(searchParams, request, response);
    }
  }

  /**
   * @param {URLSearchParams} sent
   * @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response
   */
  async function begin(sent, request, response) {
    const { challenge = '', state = '' } = Object.fromEntries(sent);
    const {
      jti,
      prompt = '',
      max_age: maxAge,
      client_name: clientName,
      login_hint: hint,
    } = await readChallenge(challenge);
    const session = sessions.get(/(?:^|; )login=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '');
    const isOld = session && maxAge !== undefined && now() - session.authTime > maxAge;
    if (session && prompt === '' && !isOld) return signInAs(session, jti, state, response);
    show(response, 200, signInForm({ challenge, state, clientName, username: hint }));
  }

  /** @param {Record<string, string>} form @param {import('node:http').ServerResponse} response */
  async function takeForm({ challenge = '', state = '', username = '', password = '', cancel }, response) {
    const { jti, client_name: clientName } = await readChallenge(challenge, { isOpened: true });
    if (cancel) return redirect(await answerAddress(jti, state, { error: 'access_denied' }, signer()), response);
    const user = Object.hasOwn(users, username) ? users[username] : undefined;
    // An app in production compares with a slow hash, and slows down who guesses.
    if (!user || !isSame(password, user.password)) {
      return show(response, 400, signInForm({ challenge, state, clientName, username, isWrong: true }));
    }
    const id = randomUUID();
    const session = { username, authTime: now() };
    sessions.set(id, session);
    response.setHeader('Set-Cookie', `login=${id}; Path=/; HttpOnly; SameSite=Lax`);
    return signInAs(session, jti, state, response);
  }

  /**
   * @param {{ username: string, authTime: number }} session
   * @param {string} challenge @param {string} state @param {import('node:http').ServerResponse} response
   */
  async function signInAs({ username, authTime }, challenge, state, response) {
    const { subject: sub, name, email } = users[username] ?? { subject: '', name: '', email: '' };
    const claims = { sub, preferred_username: username, name, email, email_verified: true, auth_time: authTime };
    redirect(await answerAddress(challenge, state, { ...claims, amr: ['pwd'] }, signer()), response);
  }

  const signer = () => ({ ...parties, key, kid });

  return {
    ...parties,
    jwksUri: `${origin}/jwks`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

/** @param {string} address @param {import('node:http').ServerResponse} response */
function redirect(address, response) {
  response.writeHead(303, { Location: address, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' }).end();
}

/** Seconds since 1970. */
function now() {
  return Math.floor(Date.now() / 1000);
}

/** @param {string} one @param {string} other */
function isSame(one, other) {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ISSUER: issuer = 'http://localhost:7071', PORT: port = '7090' } = process.env;
  // For trying it out on this machine only.
  const users = {
    ada: { subject: 'employee-1', password: 'ada-for-local-use-only', name: 'Ada Lovelace', email: 'ada@app.example' },
    grace: {
      subject: 'employee-2',
      password: 'grace-for-local-use-only',
      name: 'Grace Hopper',
      email: 'grace@app.example',
    },
  };
  const { port: servicePort } = new URL(issuer);
  const { url, jwksUri } = await startLoginApp({ issuer, port: Number(port), users });
  console.log(`The login app for ${issuer} listens. Start the service with:

${servicePort === '' || servicePort === '7071' ? '' : `PORT=${servicePort} `}SIGN_IN=handoff HANDOFF_URL=${url} HANDOFF_JWKS_URI=${jwksUri} npm start

Sign in as ada with the password "${users.ada.password}".`);
}
