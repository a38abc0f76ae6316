// The events and the members of log lines. Any other name fails the type check.

const eventRows = {
  request: 'A request was answered.',
  code_replayed: 'A code was used twice; its grant is revoked.',
  code_repeated: 'A code was used twice within 10 seconds, most likely by a browser that fired its callback twice.',
  refresh_token_reused: 'An exchanged refresh token was used again; its grant is revoked.',
  refresh_token_repeated:
    'An exchanged refresh token was used again within the grace window; the response had the same new token.',
  refresh_token_shared:
    'An exchanged refresh token was used again for three generations in a row: two clients may hold one token.',
  store_behind: 'The store went back after a failover; the newer token was accepted.',
  client_throttled:
    'Too many wrong secrets came from one address: further wrong ones are answered 429. The right one is accepted.',
  user_throttled:
    'Too many wrong passwords for a user, or from one address: further attempts are rejected for a while.',
  app_flooded:
    'More than 100 wrong passwords in five minutes came through one app with the password grant: someone may use its login form to guess, or to take its places.',
  user_codes_throttled:
    'Too many wrong user codes came from one address, or from all together: further ones are rejected for a while.',
  public_requests_throttled:
    'Too many device authorization requests, or pushed requests, of public clients, or long requests on their way to a login app, came from one address: further ones are rejected for a while.',
  failures_not_shared: 'Wrong passwords are counted by each instance alone, because the store does not accept them.',
  failures_shared_again: 'The store accepts the counts of wrong passwords again.',
  client_changed: 'The record of a client in the store has changed or is gone.',
  key_ring_made: 'There was no key ring, and the issuer is a loopback host: one was created.',
  key_ring_open: 'Other users of the machine can read the file of KEYS_FILE, and so issue tokens.',
  key_ring_changed: 'The file of KEYS_FILE, or the vault, has a new key ring, which is in force from now on.',
  key_ring_unreadable:
    'The changed key ring, or the vault, cannot be read; the old one stays in force, from a vault for a limited time.',
  key_ring_read_again: 'The vault of the key ring could be read again.',
  provider_unusable:
    'The stored record of another provider is invalid, or its secret cannot be decrypted: it is not offered.',
  remote_document_failed:
    'A key set or metadata of another server could not be fetched; its last keys work for a day from their last fetch on.',
  remote_keys_changed: 'The key set of another server has other keys, which are in force from now on.',
  send_logouts: 'Apps were told that sessions have ended, or will be asked again.',
  logout_undelivered:
    'An app was not told that a session has ended: it refused the logout token, or did not answer five times within an hour.',
  clean_up: 'What ended before yesterday was removed from the store.',
  tidy_barriers:
    'Barriers were moved to where a request reads few of them, or removed because nothing is left that they could end.',
  rotate_keys: 'The key ring in the vault was rotated: keys were made, made active or removed.',
  upkeep_failed: 'This instance could not claim upkeep, or not record its result, because the store did not answer.',
  not_ready: 'A probe of /health/ready found a problem.',
  telemetry_failed: 'Traces or metrics could not be sent; requests are answered as before.',
} as const;

/** The value of `event`. Every event other than `request` is rare and deserves attention. */
export type EventName = keyof typeof eventRows;

export const events: Readonly<Record<EventName, string>> = eventRows;

const fieldRows = {
  event: 'what happened: `request`, or one of the events below',
  outcome: '`success`, `refused` or `fault`',
  endpoint: 'the endpoint that was requested',
  status: 'the HTTP status',
  trace_id: 'of this request only; also in the answer',
  correlation_id: "the caller's own id, where it sent one",
  traceparent:
    'W3C Trace Context: the span of this request with `TELEMETRY`, in a trace that starts here; otherwise what the caller sent',
  milliseconds: 'from the request to its answer',
  store_milliseconds: 'of them, waiting for the store',
  store_calls: 'the number of those calls, without those that fill the caches of an instance',
  signing_milliseconds: 'of them, signing',
  client_id:
    'of a client that this instance knows; of any other text the first four characters and the length. Authenticated when there is no `step`, or one after `client authentication`',
  address: 'of a throttled caller: where the requests come from, as far as `TRUSTED_PROXIES` allows',
  authentication_method: 'how the request authenticates the client',
  protected_by:
    'how the authorization request was protected on its way: `push` (it was pushed to /par), `signature` (the client signed it), or both',
  jkt: 'of the DPoP proof: the thumbprint of its key (RFC 7638)',
  federated_credential: 'the name of the one that the token of a platform fits',
  grant_type: 'of a grant type that this version supports; of any other text the first four characters and the length',
  scope: 'of the access token that was issued, or sent to /userinfo',
  resource: 'of the access token; with openid, /userinfo is an audience too',
  passwords_waiting: 'how many passwords were waiting to be checked when this one arrived, if any',
  kid: 'of the key that signed the access token',
  grant_id: 'of the user’s grant',
  subject:
    'the user of a grant that an event ends or puts in doubt; the user whom a wrong password was sent for; the subject of an exchanged token',
  idp: 'of an exchanged token of another issuer: that issuer, which `subject` is a subject of',
  actor: 'of a token exchange: who acts for the subject, and for whom that actor acted, if anyone',
  decision: 'what the user decided about a device: `allowed` or `denied`',
  provider: 'the id of the other provider by which the user signs in',
  upstream_error: 'what that provider answered: its error code, number and ids',
  admission: 'which rule for the provider did not admit the user',
  claims_left_out: 'claims of the provider that do not fit into the record of the user',
  ended_by: '`barrier`: the grant was revoked together with others',
  token: 'the kind that was revoked: `access_token`, `refresh_token` or `unknown`',
  active: 'what an introspection answered',
  unlogged: 'of a path without an endpoint: how many such requests got no line since the last one',
  step: 'of a refusal: the step that refused',
  error: 'the OAuth error code',
  error_codes: 'the numbers that were answered',
  reason:
    'the number of the actual reason, which the caller is not told (700016 unknown client, 7000215 wrong secret, 990061 wrong method, 700025 public client with credentials, 700027 wrong key, 990062 assertion used before, 990063 keys unreachable, 700211 to 700213 and 990064 wrong issuer, audience, subject or claims of a platform token, 50034 unknown user, 990011 wrong password, 50057 disabled user)',
  description: 'the text that was answered; of text from the request, only the first four characters and the length',
  cause: 'of a fault: the exceptions with their stacks',
  file: 'the key ring: its file, or its secret in a vault',
  version: 'of that secret',
  mode: 'its access rights, as four octal digits',
  document: 'the key set or metadata of another server, without its query',
  problems: 'what is wrong with it',
  kids: 'the signing keys of the new ring, and the key that encrypts; or the keys of the other server',
  change: '`updated` or `removed`',
  logouts_sent: 'the logout tokens that apps took',
  logouts_waiting: 'those that are sent again later',
  attempts: 'how often a logout token was sent',
  rows_removed: 'by upkeep',
  rows_moved: 'by upkeep',
  made: 'by the rotation: the keys that are published from now on, and used later',
  activated: 'by the rotation: the keys that sign or seal from now on',
  removed: 'by the rotation: the keys that nothing needs any more',
  is_more_left: 'whether the next slice of upkeep has more to do',
} as const;

/** A member of a log line. */
export type LogField = keyof typeof fieldRows;

export const logFields: Readonly<Record<LogField, string>> = fieldRows;

/** Members of a log line. Never a secret, a code or a token; text of a caller only through `echo`, which masks it. */
export type LogFields = Readonly<Partial<Record<LogField, unknown>> & { readonly event?: EventName }>;
