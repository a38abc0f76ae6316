// Client assertions: JWTs that a client signed with its own key, or that its platform gave it (RFC 7523 §2.2, RFC 7521 §4.2).
import { methodFacts } from '../clients/authentication-methods.ts';
import type { Client } from '../clients/client.ts';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import type { PathName } from '../http/paths.ts';
import { echo } from '../log/echo.ts';
import type { Report } from '../log/reporting.ts';
import { useOnce } from '../store/use-once.ts';
import { refusedAssertion } from './assertion-claims.ts';
import { authenticationFailed } from './authentication-failed.ts';
import { verifyWithClientKeys } from './client-keys.ts';
import { type ClientAuthParts, type Credentials, idsOfBody, type Mechanism } from './mechanism.ts';
import { assertionTolerance, inspectOwnAssertion } from './own-assertion.ts';
import { findFittingCredential, inspectPlatformToken } from './platform-token.ts';
import { readSignedJwt, type SignedJwt } from './signed-jwt.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const { signingAlgs } = methodFacts.private_key_jwt;

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
    return { ...credentials, ...inspectAssertion(text, parameters.client_id, endpoint, service) };
  },

  async verify(client, { assertion }, { service, report }) {
    const reason = assertion ? await problemOf(assertion, client, service, report) : 'InvalidAssertion';
    if (!client || reason) throw authenticationFailed(reason ?? 'UnknownClient');
    return client;
  },
};

/** A refusal says what is wrong, and nothing about clients: none was looked up. */
function inspectAssertion(
  text: string,
  clientId: unknown,
  endpoint: PathName,
  service: ClientAuthParts,
): Pick<Credentials, 'ids' | 'assertion'> {
  const assertion = readSignedJwt(text, signingAlgs);
  if ('problem' in assertion) throw refusedAssertion('InvalidAssertion', assertion.problem);
  const { sub } = assertion.claims;
  if (typeof sub !== 'string' || sub === '') {
    throw refusedAssertion('InvalidAssertion', 'has no sub. It must be the client_id');
  }
  const id = isOwn(assertion)
    ? inspectOwnAssertion(assertion, clientId, endpoint, service)
    : inspectPlatformToken(assertion, clientId, service);
  return { assertion, ids: [id] };
}

/** RFC 7523 §3: the issuer is the client, or a service that vouches for it. */
function isOwn({ claims: { iss, sub } }: SignedJwt): boolean {
  return iss === sub;
}

/** For the log. Verifies a signature in any case, since the time would tell. */
async function problemOf(
  assertion: SignedJwt,
  client: Client | undefined,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<ErrorName | undefined> {
  const problem = isOwn(assertion)
    ? await ownProblem(assertion, client, service)
    : await platformProblem(assertion, client, service, report);
  if (!client) return 'UnknownClient';
  if (!client.isConfidential) return 'PublicClientWithCredentials';
  if (!clientAssertion.methods.includes(client.authenticationMethod)) return 'WrongAuthenticationMethod';
  if (problem || !isOwn(assertion)) return problem;
  return (await isFirstUse(assertion, client, service)) ? undefined : 'AssertionReplayed';
}

async function ownProblem(
  assertion: SignedJwt,
  client: Client | undefined,
  { remoteKeys }: ClientAuthParts,
): Promise<ErrorName | undefined> {
  let problem: ErrorName = 'WrongAssertionSignature';
  const onUnreachable = () => {
    problem = 'ClientKeysUnreachable';
  };
  const parts = { algs: client?.assertionAlgs ?? [], remoteKeys, onUnreachable };
  return (await verifyWithClientKeys(assertion, client, parts)) ? undefined : problem;
}

async function platformProblem(
  token: SignedJwt,
  client: Client | undefined,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<ErrorName | undefined> {
  const found = await findFittingCredential(token, client, service);
  if ('reason' in found) return found.reason;
  report.note({ federated_credential: found.credential.name });
  return undefined;
}

/** RFC 7523 §3: a `jti` works once, and is remembered for as long as its assertion could be accepted. */
function isFirstUse(
  { claims: { jti, exp = 0 } }: SignedJwt,
  { id }: Client,
  service: ClientAuthParts,
): Promise<boolean> {
  return useOnce('assertion', JSON.stringify([id, jti]), exp + assertionTolerance, service);
}
