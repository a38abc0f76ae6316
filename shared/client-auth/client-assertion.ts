// Client assertions: JWTs that clients sign with their own keys (RFC 7523 §2.2, RFC 7521 §4.2, OpenID Connect Core §9).
import type { Client } from '../clients/client.ts';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { echo } from '../log/echo.ts';
import { useOnce } from '../store/use-once.ts';
import { assertionTolerance, inspectAssertion } from './assertion-rules.ts';
import { authenticationFailed } from './authentication-failed.ts';
import { verifyWithClientKeys } from './client-keys.ts';
import { type ClientAuthParts, idsOfBody, type Mechanism } from './mechanism.ts';
import type { SignedJwt } from './signed-jwt.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const clientAssertion: Mechanism = {
  parameters: ['client_assertion', 'client_assertion_type'],
  methods: ['private_key_jwt'],

  reads({ parameters }) {
    const { client_assertion: assertion, client_assertion_type: type } = parameters;
    if (assertion === undefined && type === undefined) return undefined;
    return { mechanism: 'client_assertion', ids: idsOfBody(parameters), secrets: [] };
  },

  inspect(credentials, { request: { parameters, endpoint }, service }) {
    const { client_assertion: text, client_assertion_type: type } = parameters;
    if (typeof text !== 'string' || typeof type !== 'string') {
      const missing = typeof type === 'string' ? 'client_assertion' : 'client_assertion_type';
      const other = typeof type === 'string' ? 'client_assertion_type' : 'client_assertion';
      throw new OAuthError(
        'MissingParameter',
        `The request has ${other} but no ${missing}. Send both (RFC 7521 section 4.2).`,
      );
    }
    if (type !== assertionType) {
      throw new OAuthError(
        'MalformedRequest',
        `The client_assertion_type is ${echo(type)}. It must be ${assertionType}.`,
      );
    }
    const { assertion, clientId } = inspectAssertion(text, parameters.client_id, endpoint, service);
    return { ...credentials, ids: [clientId], assertion };
  },

  async verify(client, { assertion }, { service }) {
    const reason = assertion ? await problemOf(assertion, client, service) : 'InvalidAssertion';
    if (!client || reason) throw authenticationFailed(reason ?? 'UnknownClient');
    return client;
  },
};

/** Verifies the signature in any case, since the time would tell. */
async function problemOf(
  assertion: SignedJwt,
  client: Client | undefined,
  service: ClientAuthParts,
): Promise<ErrorName | undefined> {
  const algs = client?.assertionAlgs ?? [];
  const isSigned = await verifyWithClientKeys(assertion, client, { algs });
  if (!client) return 'UnknownClient';
  if (!client.isConfidential) return 'PublicClientWithCredentials';
  if (!clientAssertion.methods.includes(client.authenticationMethod)) return 'WrongAuthenticationMethod';
  if (!isSigned) return 'WrongAssertionSignature';
  return (await isFirstUse(assertion, client, service)) ? undefined : 'AssertionReplayed';
}

/** RFC 7523 §3: a `jti` works once, and is remembered for as long as its assertion could be accepted. */
function isFirstUse(
  { claims: { jti, exp = 0 } }: SignedJwt,
  { id }: Client,
  service: ClientAuthParts,
): Promise<boolean> {
  return useOnce('assertion', JSON.stringify([id, jti]), exp + assertionTolerance, service);
}
