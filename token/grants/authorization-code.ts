// RFC 6749 §4.1.3 with PKCE (RFC 7636): exchanges an authorization code for tokens.
import { timingSafeEqual } from 'node:crypto';
import { boundedAuthentication } from '../../shared/base/authentication.ts';
import { seconds } from '../../shared/base/clock.ts';
import { sha256 } from '../../shared/base/sha256.ts';
import type { Client } from '../../shared/clients/client.ts';
import { grantFacts, mayRefresh } from '../../shared/clients/grant-types.ts';
import { pickResource, userResources } from '../../shared/clients/resource.ts';
import { availableScope, grantScope } from '../../shared/clients/scope.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { requireNotEnded } from '../../shared/grants/barriers.ts';
import { redeemCode, requireUnusedCode } from '../../shared/grants/grants.ts';
import type { Service } from '../../shared/serving/service.ts';
import { type AuthorizationCode, codeLifetimeSeconds, readCode } from '../../shared/tokens/authorization-code.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import * as schema from './authorization-code.schema.json';
import { checkBoundKey } from './bound-key.ts';
import type { Grant } from './grant.ts';

export const authorizationCode: Grant = {
  ...grantFacts.authorization_code,
  type: 'authorization_code',
  schema,
  repeatable: ['resource'],
  steps: [
    'code',
    'owner',
    'resource',
    'scope',
    'redirect_uri',
    'code_verifier',
    'expiry',
    'barriers',
    'signing',
    'write',
  ],

  async prove({ parameters, client, jkt }, service, report) {
    const { issuer } = service.settings;
    const { code: encodedCode, redirect_uri, code_verifier, resource = [] } = checkParameters(schema, parameters);
    report.step('code');
    const code = await readCode(encodedCode, service);
    report.step('owner');
    checkClient(code, client);
    checkBoundKey('code', code.jkt, jkt);
    report.step('resource');
    const target = pickResource(resource, userResources(client, issuer, code));
    report.step('scope');
    const available = availableScope(client, target).filter((scope) => code.scope.includes(scope));
    const scope = grantScope(undefined, available, code.scope, client);
    report.step('redirect_uri');
    checkRedirectUri(code, redirect_uri);
    report.step('code_verifier');
    checkVerifier(code, code_verifier, client);
    report.step('expiry');
    if (code.isExpired) await refuseExpired(code, service);
    report.step('barriers');
    await requireNotEnded(code, service);
    const isRefreshable = mayRefresh(client);
    return {
      subject: code.subject,
      scope,
      audience: target.uri,
      userGrant: {
        id: code.id,
        endsAt: code.endsAt,
        authTime: code.authTime,
        ...boundedAuthentication(code),
        ...(code.claims && { claims: code.claims }),
        sid: code.sid,
        ...(isRefreshable && { next: { generation: 0, scope: code.scope, resources: code.resources } }),
        ...(scope.includes('openid') && { idToken: code.nonce === undefined ? {} : { nonce: code.nonce } }),
        async spend() {
          await redeemCode(code, code.challenge !== undefined, service);
          return {};
        },
      },
    };
  },
};

/** Runs after all other checks: a reused code revokes its grant only when the rest of the request is valid. */
async function refuseExpired(code: AuthorizationCode, service: Service): Promise<never> {
  // The rows of a grant may be deleted after its end, so reuse cannot be detected then.
  if (code.endsAt > seconds(service.clock)) await requireUnusedCode(code, code.challenge !== undefined, service);
  throw new OAuthError('GrantExpired', `The code has expired. A code is valid for ${codeLifetimeSeconds} seconds.`);
}

function checkClient(code: AuthorizationCode, client: Client): void {
  if (code.clientId !== client.id) throw new OAuthError('InvalidGrant', 'The code was not issued to this client.');
}

function checkRedirectUri(code: AuthorizationCode, redirectUri: string | undefined): void {
  if (redirectUri === undefined) {
    // OAuth 2.1 §10.2: PKCE already binds the code to the browser.
    if (code.challenge || !code.isRedirectUriSent) return;
    throw new OAuthError(
      'RedirectUriMismatch',
      'The redirect_uri is missing. Send the same one as in the authorization request.',
    );
  }
  const sent = sha256(redirectUri);
  if (!timingSafeEqual(sent, Buffer.from(code.redirectUriSha256, 'base64url'))) {
    throw new OAuthError(
      'RedirectUriMismatch',
      'The redirect_uri does not match the one in the authorization request.',
    );
  }
}

function checkVerifier({ challenge }: AuthorizationCode, verifier: string | undefined, client: Client): void {
  if (!challenge) {
    // RFC 9700 §4.8.2: an attacker may have removed the challenge from the authorization request (PKCE downgrade).
    if (verifier !== undefined) {
      throw new OAuthError(
        'MalformedRequest',
        'A code_verifier was sent, but the authorization request had no code_challenge.',
      );
    }
    if (client.requiresPkce) {
      throw new OAuthError(
        'VerifierMismatch',
        'The authorization request had no code_challenge, but this client requires one.',
      );
    }
    return;
  }
  if (verifier === undefined) {
    throw new OAuthError(
      'VerifierMismatch',
      'The code_verifier is missing. The authorization request had a code_challenge.',
    );
  }
  const computed = sha256(verifier);
  const stored = Buffer.from(challenge.value, 'base64url');
  if (challenge.method !== 'S256' || stored.length !== computed.length || !timingSafeEqual(computed, stored)) {
    throw new OAuthError('VerifierMismatch', 'The code_verifier does not match the code_challenge.');
  }
}
