// What apps, APIs, devices and people do, and how often. Each journey begins at a time that was fixed before the load, and each
// of its requests is due a fixed time after the one before.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { inactive, refreshable, refusal, signedIn, tokens } from './expected.js';
import { mistakes } from './mistakes.js';
import { basic, deviceCode, keys, redirectUri, secret, tokenExchange } from './parties.js';
import { codeFor, decide, signIn } from './people.js';

/** @typedef {import('./expected.js').Expected} Expected */
/** @typedef {import('./client.js').Request} Request */
/** @typedef {import('./client.js').Answer} Answer */

/**
 * @typedef {object} Actor
 * @property {string} issuer
 * @property {(request: Request, expected: Expected, pauseMs?: number) => Promise<Record<string, any>>} call sends a request when it is due, and returns the JSON of the answer; it rejects when the answer is not the expected one
 * @property {(request: Request) => Promise<Answer>} go the same for a page, which the journey checks itself
 * @property {import('./browser.js').Browser} browser one that is signed in
 * @property {number} turn counts the journeys of this kind
 */

/**
 * @typedef {object} Journey
 * @property {number} share in a hundred journeys
 * @property {number} rows that it leaves in the store for a day or longer
 * @property {boolean} [waits] it has to wait for seconds, so it is not in the search for the peak
 * @property {(actor: Actor) => Promise<unknown>} run
 */

/** A device may ask again after 5 seconds. */
const pollIntervalMs = 5_500;

const api = basic('api');
const activeMembers = [
  'active',
  'aud',
  'auth_time',
  'client_id',
  'exp',
  'iat',
  'iss',
  'jti',
  'scope',
  'sub',
  'token_type',
];

/** @param {Record<string, string>} more */
function token(more, headers = basic('app')) {
  return { path: '/token', form: more, headers };
}

/** @param {string} refreshToken */
function refresh(refreshToken, client = 'app') {
  return token({ grant_type: 'refresh_token', refresh_token: refreshToken }, basic(client));
}

/** @param {string} accessToken */
function introspection(accessToken, headers = api) {
  return { path: '/introspect', form: { token: accessToken }, headers };
}

const activeToken = { status: 200, members: activeMembers };
const exchangedToken = { status: 200, members: [...activeMembers, 'act'].sort() };
const devices = {
  status: 200,
  members: ['device_code', 'expires_in', 'interval', 'user_code', 'verification_uri', 'verification_uri_complete'],
};
const revoked = refusal(400, 'invalid_grant', 50173);

/** @param {Actor} actor */
async function newGrant(actor, client = 'app') {
  const verifier = randomBytes(32).toString('base64url');
  const code = await codeFor(actor, client, createHash('sha256').update(verifier).digest('base64url'));
  const request = token(
    { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
    basic(client),
  );
  return { request, answer: await actor.call(request, signedIn) };
}

/** @type {Readonly<Record<string, Journey>>} */
export const journeys = {
  'a job, its secret in HTTP Basic': {
    share: 20,
    rows: 0,
    run: ({ call }) => call(token({ grant_type: 'client_credentials' }, basic('job')), tokens),
  },
  'a job, its secret in the body': {
    share: 10,
    rows: 0,
    run: ({ call }) =>
      call(
        { path: '/token', form: { grant_type: 'client_credentials', client_id: 'job', client_secret: secret } },
        tokens,
      ),
  },
  'a job with a key': {
    share: 10,
    rows: 1,
    async run({ call, issuer }) {
      const assertion = await new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuer('keyed-job')
        .setSubject('keyed-job')
        .setAudience(issuer)
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(keys.privateKey);
      const form = {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      };
      await call({ path: '/token', form }, tokens);
    },
  },
  'an API that fetches keys': {
    share: 8,
    rows: 0,
    run: ({ call }) => call({ path: '/jwks' }, { status: 200, members: ['keys'] }),
  },
  'a user with a session, whose app asks, refreshes twice and calls an API': {
    share: 14,
    rows: 3,
    async run(actor) {
      const { answer } = await newGrant(actor);
      const userinfo = { path: '/userinfo', headers: { Authorization: `Bearer ${answer.access_token}` } };
      await actor.call(userinfo, { status: 200, members: ['name', 'preferred_username', 'sub', 'updated_at'] });
      const second = await actor.call(refresh(answer.refresh_token), signedIn);
      const third = await actor.call(refresh(second.refresh_token), signedIn);
      await actor.call(introspection(third.access_token), activeToken);
    },
  },
  'a lost answer: the old refresh token gives the new ones again': {
    share: 3,
    rows: 3,
    async run(actor) {
      const { answer } = await newGrant(actor);
      await actor.call(refresh(answer.refresh_token), signedIn);
      await actor.call(refresh(answer.refresh_token), signedIn);
    },
  },
  'a stolen refresh token: reuse revokes the grant': {
    share: 4,
    rows: 2,
    async run(actor) {
      const { answer } = await newGrant(actor, 'strict-app');
      const next = await actor.call(refresh(answer.refresh_token, 'strict-app'), signedIn);
      await actor.call(refresh(answer.refresh_token, 'strict-app'), refusal(400, 'invalid_grant', 990003));
      await actor.call(refresh(next.refresh_token, 'strict-app'), revoked);
      await actor.call(introspection(next.access_token), inactive);
    },
  },
  'a stolen code: its redemption after a refresh revokes the grant': {
    share: 3,
    rows: 2,
    async run(actor) {
      const { request, answer } = await newGrant(actor);
      const next = await actor.call(refresh(answer.refresh_token), signedIn);
      await actor.call(request, refusal(400, 'invalid_grant', 54005));
      await actor.call(refresh(next.refresh_token), revoked);
    },
  },
  'an app that revokes its grant': {
    share: 5,
    rows: 2,
    async run(actor) {
      const { answer } = await newGrant(actor);
      const form = { token: answer.refresh_token };
      await actor.call({ path: '/revoke', form, headers: basic('app') }, { status: 200, members: [] });
      await actor.call(introspection(answer.access_token), inactive);
    },
  },
  'an API that calls another for a user': {
    share: 6,
    rows: 3,
    async run(actor) {
      const { answer } = await newGrant(actor);
      const form = {
        grant_type: tokenExchange,
        subject_token: answer.access_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      };
      const exchanged = await actor.call(token(form, api), {
        status: 200,
        members: [...tokens.members, 'issued_token_type'].sort(),
      });
      await actor.call(introspection(exchanged.access_token, basic('billing-api')), exchangedToken);
    },
  },
  'a device, and a user who allows it': {
    share: 3,
    rows: 6,
    waits: true,
    async run(actor) {
      const asked = await actor.call({ path: '/device_authorization', form: {}, headers: basic('device') }, devices);
      const poll = token({ grant_type: deviceCode, device_code: asked.device_code }, basic('device'));
      await actor.call(poll, refusal(400, 'authorization_pending', 70016));
      await decide(actor, asked.user_code);
      await actor.call(poll, refreshable, pollIntervalMs);
    },
  },
  'a user with a password in a new browser': {
    share: 1,
    rows: 0,
    run: signIn,
  },
  'a mistake': {
    share: 13,
    rows: 0,
    async run({ call, turn }) {
      const { request, expected } = mistakes[turn % mistakes.length] ?? {};
      if (request && expected) await call(request(), expected);
    },
  },
};
