// What a token endpoint cannot do without: it reads the form and signs one JWT with jose. It checks nothing and stores nothing.
import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';

/** As the embedded host and node:http get it. */
export const answerHeaders = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** Bytes: the length of Tessera's answer. */
const fixedAnswerBytes = 600;

export const fixedAnswer = JSON.stringify({
  access_token: 'x'.repeat(500),
  token_type: 'Bearer',
  expires_in: 3600,
}).padEnd(fixedAnswerBytes);

const { privateKey } = await generateKeyPair('ES256');
const header = { typ: 'at+jwt', alg: 'ES256', kid: randomUUID() };

/** @param {string} form @throws {Error} for another grant */
export function requireClientCredentials(form) {
  if (new URLSearchParams(form).get('grant_type') !== 'client_credentials') throw new Error('unknown grant');
}

/** The claims of an access token of Tessera. @param {string} subject of the token, and its client */
export function signAccessToken(subject) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: 'http://localhost:7071',
    aud: 'https://api.demo.example',
    sub: subject,
    client_id: subject,
    iat: now,
    exp: now + 3600,
    jti: randomUUID(),
    scope: 'reports.read',
  })
    .setProtectedHeader(header)
    .sign(privateKey);
}

/** The body of a token response with one signature. */
export async function signedAnswer() {
  const token = await signAccessToken('job');
  return JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600, scope: 'reports.read' });
}
