// The steps of a request. The log, traces and `explain` use these names.

interface StepRow {
  /** What is true once the step has passed. */
  readonly meaning: string;
  /** The clause that requires it. */
  readonly clause: string;
}

const rows = {
  method: { meaning: 'The endpoint supports the HTTP method.', clause: 'RFC 6749 section 3.2' },
  form: {
    meaning: 'The body is a form that can be read in only one way.',
    clause: 'RFC 6749 section 3.2 and appendix B',
  },
  query: { meaning: 'The query can be read in only one way.', clause: 'RFC 6749 section 3.1' },
  browser: { meaning: 'The form was issued to this browser.', clause: 'RFC 6749 section 10.12' },
  provider: {
    meaning: 'The answer is that of the provider to this sign-in, and everything that it says is verified.',
    clause: 'OpenID Connect Core section 3.1.3.7',
  },
  admission: { meaning: 'The user may sign in here, by the rules for the provider.', clause: 'none' },
  account: { meaning: 'The user of the account at the provider is known now, and not disabled.', clause: 'none' },
  client: { meaning: 'The client is registered.', clause: 'RFC 6749 section 4.1.2.1' },
  'registered redirect_uri': {
    meaning: 'It is registered for the client, and may receive a code.',
    clause: 'RFC 6749 section 3.1.2',
  },
  'registered post_logout_redirect_uri': {
    meaning: 'It is registered for the client that signs the user out.',
    clause: 'OpenID Connect RP-Initiated Logout section 3',
  },
  'pushed request': {
    meaning: 'The request_uri was issued to this client, has not expired, and has not been used.',
    clause: 'RFC 9126 section 4',
  },
  'request object': {
    meaning: 'The request object is signed by the client, for this server, and has not expired.',
    clause: 'RFC 9101 section 6.2',
  },
  push: { meaning: 'The request is stored under a new request_uri.', clause: 'RFC 9126 section 2.2' },
  'one use': {
    meaning: 'The request_uri, or the challenge of the login app, was used by this request and by no other.',
    clause: 'RFC 9126 section 7.3',
  },
  'grant type': { meaning: 'The server supports the grant type.', clause: 'RFC 6749 section 4.5' },
  proof: {
    meaning: 'The DPoP proof is for this request, signed with the key in it, and has a current nonce.',
    clause: 'RFC 9449 section 4.3',
  },
  'client authentication': { meaning: 'The client is authenticated.', clause: 'RFC 6749 section 2.3' },
  'grant allowed': { meaning: 'The client is allowed to use the grant type.', clause: 'RFC 6749 section 5.2' },
  'confidential client': { meaning: 'The client has a secret.', clause: 'RFC 7662 section 2.1' },
  parameters: {
    meaning: 'Every required parameter is present, and all are well formed.',
    clause: 'RFC 6749 appendix A',
  },
  code: { meaning: 'The code was issued by this server.', clause: 'RFC 6749 section 4.1.3' },
  'device code': { meaning: 'The device code was issued by this server.', clause: 'RFC 8628 section 3.4' },
  'new user code': {
    meaning: 'Not too many requests came from the address, and this one waits for a decision under a new user code.',
    clause: 'RFC 8628 section 3.2',
  },
  'user code': {
    meaning: 'A request waits for a decision under this user code, and not too many wrong codes were sent.',
    clause: 'RFC 8628 section 3.3',
  },
  'device request': {
    meaning: 'The request of the device has not expired, and nobody has decided on it.',
    clause: 'RFC 8628 section 3.3',
  },
  decision: { meaning: 'The user has decided on the request of the device.', clause: 'RFC 8628 section 3.5' },
  'refresh token': { meaning: 'The refresh token was issued by this server.', clause: 'RFC 6749 section 6' },
  id_token_hint: {
    meaning: 'It is an ID token that this server issued to the client.',
    clause: 'OpenID Connect Core section 3.1.2.1',
  },
  session: { meaning: 'It is known who is signed in, if anyone.', clause: 'OpenID Connect Core section 3.1.2.3' },
  password: { meaning: 'The user is authenticated.', clause: 'RFC 6749 section 4.3.2' },
  'handoff result': {
    meaning: 'The login app signed the result, for this server and for the challenge of this sign-in.',
    clause: 'RFC 8725 section 3',
  },
  consent: { meaning: 'It is known what the user has consented to.', clause: 'OpenID Connect Core section 3.1.2.4' },
  'new code': { meaning: 'The code is sealed.', clause: 'RFC 6749 section 4.1.2' },
  visit: {
    meaning: 'The app will be told when the session ends.',
    clause: 'OpenID Connect Back-Channel Logout section 2.3',
  },
  owner: { meaning: 'What the client presents was issued to it.', clause: 'RFC 6749 section 5.2' },
  resource: { meaning: 'The resource is allowed for the client.', clause: 'RFC 8707 section 2' },
  scope: { meaning: 'The scope is allowed for the client.', clause: 'RFC 6749 section 3.3' },
  redirect_uri: { meaning: 'It matches the one in the authorization request.', clause: 'RFC 6749 section 4.1.3' },
  code_verifier: { meaning: 'It matches the code_challenge.', clause: 'RFC 7636 section 4.6' },
  barriers: { meaning: 'The grant was not revoked together with others.', clause: 'RFC 7009 section 2.1' },
  expiry: {
    meaning: 'The code or refresh token has not expired, or was used up before.',
    clause: 'RFC 9700 section 4.14.2',
  },
  'first use': { meaning: 'The DPoP proof was not used before.', clause: 'RFC 9449 section 11.1' },
  signing: { meaning: 'The tokens are signed.', clause: 'RFC 9068 section 2' },
  write: { meaning: 'The grant was used up by this request and by no other.', clause: 'RFC 6749 section 4.1.2' },
  token: { meaning: 'The token was looked up; an unknown token is not an error.', clause: 'RFC 7009 section 2.2' },
  revocation: { meaning: 'The grant behind the token is revoked.', clause: 'RFC 7009 section 2.1' },
  'subject token': {
    meaning: 'The subject_token is one that the client may exchange.',
    clause: 'RFC 8693 section 2.1',
  },
  'actor token': {
    meaning: 'An actor_token was sent if, and only if, the record asks for one, and it is active.',
    clause: 'RFC 8693 section 2.1',
  },
  'bearer token': { meaning: 'An access token was sent, by one method.', clause: 'RFC 6750 section 2' },
  'access token': {
    meaning: 'The access token was issued by this server, for a user.',
    clause: 'RFC 9068 section 4',
  },
  openid: {
    meaning: 'The access token is for this endpoint, and has the scope openid.',
    clause: 'OpenID Connect Core section 5.3.1',
  },
  'token state': { meaning: 'The access token is active: not expired, not revoked.', clause: 'RFC 6750 section 3.1' },
  user: { meaning: 'The user exists and is not disabled.', clause: 'OpenID Connect Core section 5.3.2' },
  state: { meaning: 'It is known whether the token is active.', clause: 'RFC 7662 section 2.2' },
} as const satisfies Record<string, StepRow>;

export type StepName = keyof typeof rows;

export const steps: Readonly<Record<StepName, StepRow>> = rows;
