import type { Texts } from './page-texts.ts';

export const en: Texts = {
  labels: {
    languages: 'Languages',
    indexTitle: 'Errors of this server',
    indexIntro:
      'All errors that this server returns or logs, by the `error` that a client sees. The number follows AADSTS in `error_description`, and is in `error_codes`.',
    allErrors: 'All errors',
    searchFor: 'Search by number, name or message',
    search: 'Search',
    results: 'Results',
    nothingFound:
      'No error matches. Try a number such as `70011`, an error such as `invalid_grant`, or a single word. These are all errors:',
    error: 'Error',
    status: 'HTTP status',
    retry: 'Does a retry help?',
    isLogOnly:
      'This number is only in the log, as `reason`. The caller is told less, so that nobody can find out which clients and users exist.',
    isFault:
      'This is a fault of the service. Callers see it as AADSTS50000, with the number of this page second in `error_codes`.',
    causes: 'Likely causes',
    change: 'What to do',
    roles: { caller: 'If you call this service', operator: 'If you operate this service' },
    before: 'A request that causes this error',
    after: 'The corrected request',
    background: 'Background',
    references: 'What the specifications say',
    sectionOf: (section) => `section ${section}`,
    support: 'Get help',
    supportHowTo:
      'Copy this report and send it to the operator of this server, who can find the log entry with it. Never include a token, a code, a secret or a password.',
    supportContact: 'Send this report to support',
    supportOperator: 'No support address is configured. Ask whoever gave you your client ID.',
    idsHowTo:
      'This page was opened without the ids of an answer. Open it with the `error_uri` of the answer, which contains them, or add its `trace_id` and `timestamp` to the report.',
    endings: 'How a token request can end',
    endingSuccess:
      'A valid and authorised request is answered with an access token and, if the client may have one, a refresh token.',
    endingRefusal:
      'A request that fails client authentication or is invalid is answered with one of these six errors, which tell the client what to change:',
    endingFault:
      'AADSTS50000 is neither of the two: the server itself failed, and the request may well have been valid.',
    faultsIntro: 'The second number in `error_codes` tells which fault it was:',
    footer: 'Tessera, an OAuth 2.0 token service',
  },
  groups: {
    invalid_request:
      'The request is malformed: a required parameter is missing, a parameter is repeated, in the wrong place or has an unsupported value, or the request has several credentials or authenticates the client in more than one way.',
    invalid_client:
      'Client authentication failed: the client is unknown, or its credentials are missing, wrong or sent by a method that is not supported for it. This server answers with status 401 and a `WWW-Authenticate` header, which is required when the client used the `Authorization` header.',
    invalid_grant:
      'The authorization code or refresh token is wrong, expired, used up, revoked or was issued to another client, the redirect URI does not match the authorization request, or the user name or password is wrong.',
    unauthorized_client:
      'The client is not allowed to use this grant type, or to revoke a token of another client. `/authorize` also answers this when the client is unknown.',
    unsupported_grant_type: 'The server does not support this grant type.',
    invalid_scope:
      'The scope is malformed or unknown, is not allowed for this client, or exceeds what the user granted.',
    invalid_target: 'The `resource` or `audience` is malformed, or not allowed for this client.',
    server_error: 'The server failed to process the request.',
    temporarily_unavailable: 'The server does not process the request at the moment.',
    unsupported_response_type: 'The server does not support this response type.',
    access_denied: 'The user denied access.',
    login_required: 'The user must sign in.',
    consent_required: 'The user must give consent.',
    unmet_authentication_requirements: 'The user cannot sign in in the way that the app requires.',
    interaction_required: 'The user must act on a page.',
    request_not_supported: 'The server does not support the parameter `request`.',
    request_uri_not_supported: 'The server does not support the parameter `request_uri`.',
    invalid_token: 'The access token is missing, wrong, expired or revoked.',
    insufficient_scope: 'The access token is valid, but does not allow this.',
    invalid_request_object:
      'The request object (`request`) is malformed, wrongly signed, expired or meant for another server.',
    invalid_request_uri: 'The `request_uri` is unknown, expired, already used or belongs to another client.',
    invalid_dpop_proof: 'The DPoP proof is missing, malformed, wrongly signed, expired or already used.',
    use_dpop_nonce: 'The DPoP proof must contain the nonce from the header `DPoP-Nonce` of this answer.',
    authorization_pending: 'The user has not decided yet. Ask again after the `interval`.',
    slow_down: 'The device asks too often. It must wait five seconds longer between requests.',
    expired_token: 'The device code has expired. The device must start again.',
  },
  retry: {
    later: 'Yes. Wait as many seconds as `Retry-After` says, then send the same request again.',
    laterIfRight: 'Only with a corrected request, and after as many seconds as `Retry-After` says.',
    once: 'Maybe. Send the same request once more. If it fails again, find the cause first.',
    mended: 'Not until the operator has fixed the cause.',
    changed: 'No. The same request gets the same answer until something changes.',
    signIn: 'No. This code or token can no longer be used: have the user sign in again.',
    shown: 'Not this way. Send the user to `/authorize` again without `prompt=none`, so that a page can be shown.',
    asked: 'Maybe. Have the user start again in the app.',
    token: 'Not with this token. Get a new one, with the refresh token or by signing in again.',
    caller: 'Not with this token. The caller of your API must get a new one and call again.',
    proof: 'Yes, with a new DPoP proof that has the nonce of the header `DPoP-Nonce`.',
    interval: 'Yes, after the interval. That is how a device waits for the user.',
  },
  errors: {
    TokenIssuanceError: {
      meaning:
        'The service failed while processing a request. The request may have been valid: you do not have to change it.',
      causes: [
        'A dependency was briefly unavailable: the store of grants or the signing key.',
        'A setting, the key ring or the clock of the service is wrong.',
        'The service encountered an unexpected condition.',
      ],
      change: {
        caller:
          'Send the same request again. If the answer has a `Retry-After` header, wait that many seconds first. If it fails again, send the report below to the operator.',
        operator:
          'Look up the `trace_id` in the log. The log entry has the second number of `error_codes` and the cause.',
      },
    },
    UnexpectedFault: {
      meaning: 'The service encountered an unexpected condition.',
      causes: [
        'The service has a bug.',
        'Something the service depends on failed unexpectedly: memory, disk, network or a library.',
      ],
      change:
        'Look up the `trace_id` in the log. The log entry has the exception and its stack trace. If the stack trace starts in the service, report it to the maintainers, without secrets.',
    },
    SigningUnavailable: {
      meaning:
        'No token could be signed. Nothing was used up: the code or refresh token of the request is still valid.',
      causes: [
        'The key ring has no active key for `SIGNING_ALG`, or for the ID tokens of a client.',
        'The signing key is damaged, or does not match its algorithm.',
      ],
      change:
        'Check the key ring in `KEYS` or `KEYS_FILE`: it needs an active key for every algorithm in use. The log has the reason under the `trace_id`.',
    },
    StoreUnavailable: {
      meaning: 'The store of grants did not answer, or its answer was lost.',
      causes: [
        'The table service or the network to it is down.',
        'A firewall rule, the access key or the role of the managed identity has changed.',
        'The address in `GRANTS_STORAGE` or `GRANTS_STORAGE__tableServiceUri` is wrong.',
      ],
      change:
        'Check that the app can reach the table service with its current settings, and that its key or role is still valid. The service recovers on its own as soon as the store answers.',
    },
    KeyRingUnreadable: {
      meaning: 'The key ring cannot be read, so nothing can be signed or verified.',
      causes: [
        'The file in `KEYS_FILE` is missing, or the app is not allowed to read it.',
        'Its content is not a key ring: it was truncated or edited by hand.',
        'The Key Vault reference in `KEYS` was not resolved.',
      ],
      change:
        'Restore the key ring from your backup. Do not create a new one: tokens and codes of the old one would be rejected.',
    },
    StoreSlow: {
      meaning: 'The store of grants did not answer in time.',
      causes: [
        'The table service is busy or has an incident.',
        'The storage account is far from the app: in another region or behind a slow network.',
      ],
      change:
        'Check the latency of the table service and the network in between. Keep the app and its storage account in the same region.',
    },
    StoreThrottling: {
      meaning: 'The store of grants rejects requests because it gets too many.',
      causes: [
        'Something else uses the same storage account.',
        'A client requests tokens in a loop instead of caching them until they expire.',
        'The load exceeds the limits of the account.',
      ],
      change:
        'Check the load of the storage account, and find out in the log, by `client_id`, who causes it. Use a separate storage account for grants.',
    },
    ClockOutOfRange: {
      meaning: 'The clock of this instance is wrong, so the times in its tokens would be wrong too.',
      causes: [
        'The clock differs from that of the store by more than 60 seconds.',
        'The clock shows a time before the active key was created.',
      ],
      change:
        'Set the clock of the machine and make sure that it is synchronised, or restart the instance on another machine.',
    },
    SettingsWrong: {
      meaning: 'The service cannot start: its settings, or the files that they name, are wrong.',
      causes: [
        'A setting is missing, or has a value that is not allowed.',
        'A file with client records or keys is missing or cannot be read.',
      ],
      change:
        'Look for `Tessera cannot start` in the log: that line lists everything that is wrong. Fix it and restart the app.',
    },
    PasswordCheckBusy: {
      meaning: 'Too many passwords are waiting to be checked by this instance.',
      causes: ['Many people are signing in at the same moment.', 'Someone is trying large numbers of passwords.'],
      change: {
        caller: 'Wait as many seconds as `Retry-After` says, then send the same request again.',
        operator: 'Look in the log where the sign-ins come from. If they are legitimate, run more instances.',
      },
    },
    UnknownPath: {
      meaning: 'There is no endpoint at this path.',
      causes: [
        'The path is the one of another server, such as `/oauth2/v2.0/token`.',
        'The issuer has a path, and the address leaves it out or has it twice.',
        'The address has a mistake in writing, or the path of a newer version.',
      ],
      change:
        'Take the addresses of the endpoints from the metadata, `/.well-known/openid-configuration` below the issuer. Most libraries do so when they get the issuer alone.',
    },
    MethodNotAllowed: {
      meaning: 'The endpoint does not support this HTTP method.',
      causes: [
        'The token request was sent with GET, or the address was opened in a browser.',
        'A redirect turned the POST into a GET, for example from http to https.',
      ],
      change:
        'Use a method from the `Allow` header of the answer. Send token requests with POST, to the exact address.',
    },
    RequestTooLarge: {
      meaning: 'The body of the request is larger than 65536 bytes.',
      causes: ['The request has parameters that do not belong in it, such as a file or a whole session.'],
      change: 'Send only the parameters that the endpoint defines.',
    },
    MalformedRequest: {
      meaning:
        'The request cannot be read as it was sent: it is malformed, repeats a parameter, or has one in the wrong place.',
      causes: [
        'The body is JSON or multipart instead of form-encoded.',
        'A parameter is in the URL instead of the body.',
        'A parameter is sent twice, or the client authenticates in two ways at once.',
        'A special character is not percent-encoded.',
      ],
      change:
        'Send each parameter once, in the body, form-encoded in UTF-8, with the header `Content-Type: application/x-www-form-urlencoded`. Let your library encode the values. The `error_description` names the parameter.',
    },
    MissingParameter: {
      meaning: 'A required parameter is missing or empty.',
      causes: [
        'A variable in the app or in its settings is empty.',
        'The name of the parameter is misspelled.',
        'The body was not sent at all.',
      ],
      change: 'Add the parameter that the `error_description` names, with a value.',
    },
    UnsupportedGrantType: {
      meaning: 'The server does not support this grant type.',
      causes: [
        'The grant type is misspelled: it is `client_credentials`, not `client-credentials`.',
        'The app was written for another server, or for a grant type that is disabled here, such as `password` unless `PASSWORD_GRANT` is `true`.',
      ],
      change: 'Use a grant type from `grant_types_supported` in the metadata, spelled exactly as there.',
    },
    InvalidClient: {
      meaning:
        'Client authentication failed. The caller is not told whether the client is unknown, its credentials are wrong, or it is registered for another method; the log has the reason.',
      causes: [
        'The secret is wrong, truncated, or from another environment.',
        'The `client_id` is wrong, or belongs to another server.',
        'The secret is sent by a method that the client is not registered for: in the header instead of the body, or the other way round.',
        'A client assertion is signed with a key that is not registered, or was used before.',
      ],
      change:
        'Compare `client_id` and secret, or the key that signs the client assertion, with what is registered, and use the method that the client is registered for (`token_endpoint_auth_method`). Make a new assertion for each request. The operator can find the exact reason in the log, under the `trace_id`.',
    },
    MissingCredentials: {
      meaning: 'The request has no client credentials, but the client or the endpoint requires them.',
      causes: [
        'The secret in the settings of the app is empty.',
        'The library is configured for a public client.',
        'A proxy removed the `Authorization` header.',
      ],
      change: 'Send the secret with HTTP Basic authentication, or as `client_secret` in the body.',
    },
    ClientSecretExpired: {
      meaning: 'The client secret is correct, but it has expired.',
      causes: ['The time in `expires_at` of the secret has passed.', 'The app still uses the older of two secrets.'],
      change:
        'Ask the operator for a new secret and put it into the app. Two secrets can be valid at the same time, so the next change needs no downtime.',
    },
    PublicClientWithCredentials: {
      meaning:
        'The client is registered as public, so it must not send a secret or an assertion. Only the log says so.',
      causes: [
        'The library always sends a secret unless it is configured otherwise.',
        'The client should have been registered as confidential.',
      ],
      change:
        'Do not send the secret. If the app can keep a secret, have the client registered as confidential instead.',
    },
    InvalidAssertion: {
      meaning: 'The client assertion is not a signed JWT with the header and the claims that this server needs.',
      causes: [
        'The library signs with `HS256`, or not at all.',
        'The header has a key of the sender, such as `jwk` or `x5c`.',
        'The claim `exp`, `jti` or `sub` is missing.',
      ],
      change:
        'Sign the assertion with `ES256`, `RS256`, `PS256` or `EdDSA`. `iss` and `sub` are the `client_id`, `aud` is the issuer, `exp` is a few minutes ahead, and `jti` is new each time. The `error_description` says what is missing.',
    },
    AssertionNotValidNow: {
      meaning: 'The client assertion has expired, is not valid yet, or is valid for too long.',
      causes: [
        'The clock of the client is wrong by more than 15 seconds.',
        'The app uses one assertion for several requests.',
        'The claim `exp` is more than an hour ahead, or is in milliseconds.',
      ],
      change:
        'Make a new assertion for each request, with an `exp` a few minutes ahead, in seconds since 1970. Check the clock of the machine.',
    },
    WrongAssertionAudience: {
      meaning: 'The client assertion is for another server, or for several servers at once.',
      causes: [
        'The claim `aud` is the URL of another environment.',
        'The issuer is written differently, for example with a slash at its end.',
        'The claim `aud` is a list with several values.',
      ],
      change: 'Set `aud` to the `issuer` of the metadata, exactly as it is written there, and to nothing else.',
    },
    AssertionSubjectMismatch: {
      meaning: 'The claims `iss` and `sub` of the client assertion differ.',
      causes: [
        'One of them is the URL of a server instead of the `client_id`.',
        'The library is configured for assertions about users (RFC 7523 section 2.1).',
        'It is the token of a platform whose `iss` is not a URL.',
      ],
      change: 'Set both `iss` and `sub` to the `client_id`.',
    },
    AssertionClientMismatch: {
      meaning: 'The `client_id` of the request is not the one that the client assertion was made for.',
      causes: ['The app mixes the settings of two clients.', 'The `client_id` is misspelled in one of the two places.'],
      change: 'Send the `client_id` that is the `sub` of the assertion, or leave the parameter out.',
    },
    WrongAuthenticationMethod: {
      meaning: 'The client is known, but is registered for another authentication method.',
      causes: [
        'The secret is sent in the body instead of the header, or the other way round.',
        'The client was changed from a secret to a key, and the app still sends the secret.',
        'Someone is guessing.',
      ],
      change:
        'Send the credentials by the `token_endpoint_auth_method` of the client record, or change the record. The caller is told AADSTS70002 only.',
    },
    WrongAssertionSignature: {
      meaning:
        'The client is known, but none of its keys fits the `kid`, the `alg` and the signature of its assertion.',
      causes: [
        'The app signs with a new key that is not in the client record yet.',
        'The `kid` in the header differs from the one in the record.',
        'The record allows another algorithm (`token_endpoint_auth_signing_alg`).',
        'Someone is guessing.',
      ],
      change:
        'Compare the public key of the app with the `jwks` of the client record. A changed record takes effect within a minute. The caller is told AADSTS70002 only.',
    },
    ClientKeysUnreachable: {
      meaning: 'The keys that would verify the client assertion cannot be fetched.',
      causes: [
        'The `jwks_uri` of the client record is misspelled, or its server is down.',
        'Its host name has a private address, which this server does not connect to.',
        'The server redirects, or its certificate is not valid.',
      ],
      change:
        'Find the log line `remote_document_failed`, which says what is wrong, and mend the server or the record. Keys that were fetched before are used for a day. The caller is told AADSTS70002 only.',
    },
    UnknownFederatedIssuer: {
      meaning: 'The client is known, but has no federated credential for the issuer of the token.',
      causes: [
        'The `issuer` in the client record differs, for example by a slash at its end.',
        'The platform issues tokens of another version: those of managed identities come from `sts.windows.net` or `login.microsoftonline.com`.',
        'The request has the `client_id` of another client.',
      ],
      change:
        'Copy the `iss` of the token, character by character, into the `issuer` of the credential. The caller is told AADSTS70002 only.',
    },
    WrongFederatedAudience: {
      meaning:
        'The client has federated credentials for the issuer and the subject of the token, but none for its audience.',
      causes: [
        'The workload asked its platform for a token for another audience.',
        'The token is for several audiences, and the credential does not list all of them.',
      ],
      change:
        'Have the workload ask for a token for the audience of the credential. List in `audiences` only what names this server. The caller is told AADSTS70002 only.',
    },
    WrongFederatedSubject: {
      meaning: 'The client has federated credentials for the issuer of the token, but none for its subject.',
      causes: [
        'The job runs on another branch, in another environment or from another repository.',
        'The pod has another service account or namespace.',
        'Another workload of the same platform uses this `client_id`.',
      ],
      change:
        'If the workload may act as the client, copy the `sub` of its token into the `subject` of a credential. The caller is told AADSTS70002 only.',
    },
    WrongFederatedClaims: {
      meaning: 'The token fits a federated credential of the client except for one of its claims.',
      causes: [
        'A claim has another value, or another type: `"1"` is not `1`.',
        'The token does not have the claim.',
        'A repository was renamed, and another one has its old name.',
      ],
      change: 'Compare `claims` of the credential with the claims of the token. The caller is told AADSTS70002 only.',
    },
    AssertionReplayed: {
      meaning: 'The client assertion is right, but it was used before.',
      causes: [
        'The app uses one assertion for several requests.',
        'A proxy or a library repeated the request.',
        'Someone copied the assertion.',
      ],
      change:
        'Make a new assertion with a new `jti` for each request. If no app of yours repeats requests, find out where the assertion was read. The caller is told AADSTS70002 only.',
    },
    UnknownClient: {
      meaning: 'No client is registered with this `client_id`.',
      causes: [
        'The `client_id` is misspelled, or belongs to another server or environment.',
        'The client was removed, or its record was never deployed.',
        'Someone is guessing.',
      ],
      change:
        'Compare the `client_id` with the registered clients, in the store and in `CLIENTS_FILE`. Only `/authorize` returns this error; the other endpoints return AADSTS70002 and log this number as `reason`.',
    },
    WrongClientSecret: {
      meaning: 'The client is known, but the secret that was sent matches none of its secrets.',
      causes: [
        'The secret was changed here, but not in the app.',
        'The secret was truncated or altered on its way into the settings of the app.',
        'Someone is guessing.',
      ],
      change: 'Put the correct secret into the app. A lost secret cannot be recovered: issue another one.',
    },
    ClientThrottled: {
      meaning:
        'Too many wrong secrets were sent for this client or from this address. The correct secret is accepted at any time.',
      causes: [
        'The app keeps trying with a wrong secret.',
        'Another app behind the same address keeps trying with a wrong secret.',
        'Someone is guessing the secret.',
      ],
      change:
        'Correct the secret and send the request again: you do not have to wait. If you do not know what is wrong with it, send the `trace_id` to the operator, who can find the reason in the log.',
    },
    UnauthorizedClient: {
      meaning: 'The client is known, but is not allowed to use this grant type.',
      causes: [
        'The grant type is missing from `grant_types` of the client record.',
        'The client is public, and the grant type requires a confidential client.',
      ],
      change:
        'Use a grant type that the `error_description` lists, or ask the operator to allow this one for the client.',
    },
    TokenOfAnotherClient: {
      meaning: 'The token to be revoked was issued to another client. It has not been revoked.',
      causes: ['The app authenticates with a different `client_id` from the one that the token was issued to.'],
      change: 'Revoke the token as the client that it was issued to.',
    },
    InvalidScope: {
      meaning: 'A scope is malformed, unknown, or not allowed for this client and resource.',
      causes: [
        'The scope is misspelled; scopes are case-sensitive.',
        'The scope is missing from the client record, or belongs to another resource.',
        'The scopes are separated by commas instead of spaces.',
        'The request names no scope, and the client record has no `default_scope`, or none for this resource. The operator can set one; most MCP clients need it.',
      ],
      change:
        'Request scopes that the `error_description` lists, separated by single spaces. If one is missing there, ask the operator to add it to the client record.',
    },
    InvalidResource: {
      meaning: 'The `resource` is malformed, or not allowed for this client or grant.',
      causes: [
        'The URI differs from the registered one: the path is case-sensitive, and a slash behind a path counts.',
        'The client record does not have the resource, or no longer has it.',
        'The user consented to other resources at sign-in.',
      ],
      change: 'Send one of the resources that the `error_description` lists: an absolute URI without a fragment.',
    },
    SeveralResources: {
      meaning: 'The request names several resources, but a token is for one.',
      causes: ['The library sends all configured resources at once.'],
      change: 'Send one token request for each resource. With a refresh token, each request can name a different one.',
    },
    InvalidGrant: {
      meaning: 'The code or refresh token was not issued by this server, or was issued to another client.',
      causes: [
        'The code or token was truncated or encoded twice.',
        'It is from another server or environment.',
        'It was issued to another client.',
        'It is so old that its key no longer exists.',
      ],
      change:
        'Use the code or token exactly as received, as the client that received it. If that fails too, have the user sign in again.',
    },
    GrantExpired: {
      meaning: 'The code or refresh token has expired.',
      causes: [
        'The app redeemed the code more than 60 seconds after the sign-in.',
        'The refresh token was not used within the client’s `refresh_token_lifetime`.',
        'The grant has reached its end, which refreshing does not extend (`grant_lifetime`).',
      ],
      change:
        'Have the user sign in again. Redeem a code immediately, and treat this error as the normal end of a session.',
    },
    CodeAlreadyRedeemed: {
      meaning: 'The authorization code has already been redeemed. A code can be redeemed only once.',
      causes: [
        'The redirect page was reloaded, or the browser requested it twice.',
        'The app retried although the first request had arrived.',
        'Someone else got hold of the code.',
      ],
      change:
        'Have the user sign in again, and make sure that the app sends each code only once. Unless the two requests came within seconds of each other, the tokens from the first one have been revoked.',
    },
    GrantRevoked: {
      meaning: 'The grant behind this code or refresh token has been revoked.',
      causes: [
        'The user signed out, or the app revoked a token of the grant.',
        'A code or refresh token of the grant was used twice.',
        'The operator revoked the grant, or disabled or removed the user or the client.',
      ],
      change: 'Have the user sign in again.',
    },
    RefreshTokenReused: {
      meaning:
        'A refresh token was used again after it had been exchanged for the next one. Two parties may hold it, so the whole grant has been revoked.',
      causes: [
        'The app did not store the refresh token from the latest answer.',
        'Two processes or tabs of the app refresh with the same token.',
        'The token was stolen, and both the thief and the app used it.',
      ],
      change:
        'Have the user sign in again. Store the new refresh token before you use the access token, and let only one process refresh at a time.',
    },
    VerifierMismatch: {
      meaning: 'The `code_verifier` is missing, or does not match the `code_challenge` of the authorization request.',
      causes: [
        'The app created a new verifier after the redirect instead of keeping the first one.',
        'Two sign-ins ran at once, and one overwrote the verifier of the other.',
        'The challenge is not the SHA-256 of the verifier in base64url without padding.',
      ],
      change:
        'Keep a separate verifier for each sign-in, for example under its `state`, and send that one with the code.',
    },
    InvalidProof: {
      meaning: 'The DPoP proof is malformed, wrongly signed, too old, or was made for another request.',
      causes: [
        '`htu` is not exactly the URL of this endpoint, or `htm` is not the method of the request.',
        'The clock of the device is more than five minutes wrong.',
        'The proof was signed with another key than the `jwk` in its header, or its `alg` is not supported.',
        'The header `DPoP` was sent twice.',
      ],
      change:
        'Make a new proof for each request with a library for DPoP, with the endpoint from the metadata. The `error_description` says what is wrong.',
    },
    NonceRequired: {
      meaning: 'The DPoP proof lacks the current nonce of this server.',
      causes: [
        'It is the first request of the client, which cannot know a nonce yet.',
        'The client kept a nonce for more than a few minutes.',
      ],
      change:
        'Make a new proof with the value of the header `DPoP-Nonce` as its `nonce`, and send the request again. Every answer brings the nonce for the next request.',
    },
    ProofAlreadyUsed: {
      meaning: 'The DPoP proof was used before, and a proof works only once.',
      causes: [
        'The client sent the same request again with the same proof.',
        'The proof was stolen, and somebody sent it a second time.',
      ],
      change: 'Make a new proof, with a new `jti`, for each request, also when you repeat one.',
    },
    ProofRequired: {
      meaning: 'The request has no DPoP proof, but the client, or its code or refresh token, is bound to a key.',
      causes: [
        'The app does not use DPoP, although its record has `dpop_bound_access_tokens`.',
        'The app uses DPoP when it signs users in, but not when it refreshes.',
        'A proxy removed the header `DPoP`.',
      ],
      change: 'Send a proof in the header `DPoP` with each token request, always made with the same key.',
    },
    WrongProofKey: {
      meaning: 'The DPoP proof was made with another key than the one that the code or refresh token is bound to.',
      causes: [
        'The app made a new key after a restart, instead of keeping the one of the sign-in.',
        'The code or refresh token was stolen from another device.',
      ],
      change:
        'Keep the key together with the refresh token, and use both together. If the key is lost, have the user sign in again.',
    },
    InvalidProofAtResource: {
      meaning: 'The DPoP proof that came with the access token is missing, not valid, or was used before.',
      causes: [
        'The request has no header `DPoP`, or the proof has no `ath`, which is the hash of the access token.',
        'The proof was made with another key than the one that the token is bound to.',
        'The proof was made for another URL or method, or sent twice.',
      ],
      change:
        'Send the token as `Authorization: DPoP` with a new proof for this URL, made with the key of the token and with `ath`. The `error_description` says what is wrong.',
    },
    NonceRequiredAtResource: {
      meaning: 'The DPoP proof that came with the access token lacks the current nonce of this server.',
      causes: [
        'It is the first request, so the client cannot know a nonce yet.',
        'The client kept a nonce for more than a few minutes.',
      ],
      change:
        'Make a new proof with the value of the header `DPoP-Nonce` as its `nonce`, and send the same access token with it again.',
    },
    RedirectUriMismatch: {
      meaning: 'The `redirect_uri` does not match the one in the authorization request.',
      causes: [
        'The two addresses differ in a slash, in the port, or in http and https.',
        'The app rebuilds the address behind a proxy and gets a different one.',
      ],
      change: 'Send the same `redirect_uri` with the code as in the authorization request, character by character.',
    },
    InvalidSubjectToken: {
      meaning:
        'The `subject_token` was issued neither by this server nor by another issuer that the client record trusts, or it is damaged.',
      causes: [
        'The token was truncated, or sent with `Bearer` in front of it.',
        'It is an ID token, a refresh token or a code; only an access token can be exchanged.',
        'It is from another server or environment, and `token_exchange` in the client record has no rule for that `issuer`.',
        'It is of another issuer, and its signature, its times or its claims are not as they must be. The `error_description` says which.',
      ],
      change: 'Send the token exactly as the caller sent it to your API, and compare its `iss` with the client record.',
    },
    SubjectTokenOfAnotherAudience: {
      meaning: 'The `subject_token` is for an audience whose tokens this client may not exchange.',
      causes: [
        'The app asked for a token for another API and sent it to this one.',
        '`token_exchange` in the client record has no rule for the audience of the token.',
        'The API authenticates with another `client_id` than intended.',
      ],
      change: {
        caller:
          'Compare `aud` in the token with the audience of your API. An API must refuse tokens that are not for it, before it exchanges them.',
        operator: 'Compare `introspects` and `token_exchange` in the client record with the `aud` of the token.',
      },
    },
    SubjectTokenExpired: {
      meaning: 'The `subject_token` has expired, or it was revoked.',
      causes: [
        'The API kept the token of its caller for longer than the token lives.',
        'The user signed out, or the grant or the client behind the token was revoked or removed.',
        'The token was itself exchanged for another one, and that one has ended.',
      ],
      change: 'Answer your own caller with 401, so that it gets a new token and calls again.',
    },
    ActorTokenRefused: {
      meaning: 'The `actor_token` is wrong, expired or revoked, or this exchange accepts none.',
      causes: [
        'The library sends its own token as `actor_token`, but the client that authenticates is the actor.',
        'The client record asks for an actor token (`"actor": "actor_token"`), and the one that was sent has ended, was issued to another client, or is the result of an exchange.',
      ],
      change:
        'Do what the `error_description` says: leave out `actor_token` and `actor_token_type`, or send another one.',
    },
    SubjectTokenKeysMissing: {
      meaning:
        'The public keys of the issuer of the `subject_token` could not be fetched, so its signature is unknown.',
      causes: [
        'The issuer is down, or its metadata cannot be reached from this server.',
        'The issuer is on a network that this server must not reach, such as a cluster of its own.',
      ],
      change: {
        caller: 'Send the same request again after a minute. If it fails again, tell the operator of this server.',
        operator:
          'The log line has the cause. For an issuer that cannot be reached, put its keys into the client record (`subject_token.jwks`).',
      },
    },
    TooManyExchanges: {
      meaning: 'The `subject_token` is already the result of so many exchanges that it cannot be exchanged again.',
      causes: ['APIs call each other in a circle.', 'The chain of APIs behind one call is very long.'],
      change:
        'Look at `act` in the token: it names the APIs in the order in which they were called, the last one first.',
    },
    UnsupportedResponseType: {
      meaning: 'The authorization request asks for a response type that is not supported. Supported: `code`.',
      causes: [
        'The app uses the implicit or hybrid flow: `token`, `id_token` or a combination.',
        'The parameter `response_type` is misspelled.',
      ],
      change: 'Send `response_type=code` with PKCE. Single-page apps use it too.',
    },
    UnsupportedResponseMode: {
      meaning:
        'The authorization request asks for a response mode that is not supported: only `query`, `fragment` and `form_post` are, and `form_post` only with a redirect URI that begins with `https:` or `http:`.',
      causes: [
        'The library is configured for a signed response (JARM) or for `web_message`.',
        'The redirect URI has the scheme of an app, to which browsers cannot post a form.',
      ],
      change:
        'Send `response_mode=query`, or leave the parameter out. A desktop app that needs `form_post` can use a redirect URI such as `http://localhost`.',
    },
    InvalidRedirectUri: {
      meaning:
        'The `redirect_uri` of the authorization request is not registered for the client. The user is not redirected to it.',
      causes: [
        'The addresses differ in a slash, the port, upper and lower case, or in http and https.',
        'The address of a new environment was never registered.',
        'The parameter is missing, and the client has several addresses.',
        'Someone is trying to have a code sent elsewhere.',
      ],
      change:
        'Register the address exactly as the app sends it, character by character (`redirect_uris` of the client). The port may differ only for the loopback address of a public client.',
    },
    MissingCodeChallenge: {
      meaning: 'The authorization request has no `code_challenge`, but this client requires one.',
      causes: [
        'PKCE is disabled in the library, or the library is older than PKCE.',
        'A parameter was lost on the way, or someone removed it.',
      ],
      change:
        'Enable PKCE in the library, or send `code_challenge` and `code_challenge_method=S256`. A confidential client may send `nonce` and the scope `openid` instead, unless its record has `require_pkce: true`. For a client that can send neither, the operator can set `require_nonce: false`, which weakens protection.',
    },
    InvalidCodeChallenge: {
      meaning: 'The `code_challenge` is malformed, or its method is not S256.',
      causes: [
        'The parameter `code_challenge_method` is missing or is `plain`.',
        'The challenge is not a SHA-256 in base64url: it has padding, or it is the verifier itself.',
      ],
      change:
        'Send `code_challenge_method=S256`, and as `code_challenge` the SHA-256 of the verifier in base64url: 43 characters, without padding.',
    },
    LoginRequired: {
      meaning: 'The app asked for no page to be shown (`prompt=none`), but the user must sign in.',
      causes: [
        'No user is signed in to this server in this browser, or the session has ended.',
        'The browser does not send the session cookie, for example in a hidden frame on another site.',
        'The app asked for a new sign-in with `max_age`, or for another user with `login_hint`.',
      ],
      change: 'Treat this as a normal answer: send the user to `/authorize` without `prompt=none`.',
    },
    UnmetAuthenticationRequirements: {
      meaning:
        'The app asks in the parameter `claims` for an essential `acr`: it takes only users who signed in in a certain way. The sign-in of this user was of another kind.',
      causes: [
        'The app asks for a value that this server never gives. `acr_values_supported` in its metadata lists those of the password.',
        'The user signed in at another provider, which says another `acr` or none.',
        'The app was written for another server, whose values have other names.',
      ],
      change: 'Ask for a value that this server gives, or leave out `essential` and compare `acr` in the ID token.',
    },
    ConsentRequired: {
      meaning:
        'The app asked for no page to be shown (`prompt=none`), but the user has not yet consented to everything that the app requests.',
      causes: ['The app requests a new scope.', 'The user has withdrawn consent.'],
      change: 'Send the user to `/authorize` without `prompt=none`.',
    },
    InteractionRequired: {
      meaning:
        'The app asked for no page to be shown (`prompt=none`), but this app never gets a code without a click by the user.',
      causes: [
        'The client is public and its address is on the user’s own machine, so any program could impersonate it.',
      ],
      change: 'Send the user to `/authorize` without `prompt=none`. With a session, it takes a single click.',
    },
    AccessDenied: {
      meaning: 'The user denied the access that the app requested.',
      causes: ['The user chose to deny it.', 'The app requests more than the user expects.'],
      change: 'You do not have to fix anything. Tell the user why the app needs the access, and let them start again.',
    },
    AuthorizationPending: {
      meaning: 'The user has not yet decided about the device. This is the normal answer while the device waits.',
      causes: ['The user has not opened the page yet, or is still signing in.'],
      change:
        'Ask again after the `interval` of the device authorization response, until another answer comes or the device code expires.',
    },
    PollingTooFast: {
      meaning: 'The user has not yet decided about the device, and the device asks more often than it was told to.',
      causes: [
        'The device ignores `interval`.',
        'The device did not wait five seconds longer after an earlier `slow_down`.',
        'Two processes ask with the same device code.',
      ],
      change: 'Add five seconds to the interval for this and all further requests with this device code.',
    },
    DeviceCodeExpired: {
      meaning: 'The device code has expired before tokens were issued for it.',
      causes: [
        'The user did not decide within `expires_in` seconds.',
        'The device stopped asking, and began again too late.',
      ],
      change: 'Send a new device authorization request, and show the user the new code.',
    },
    DeviceRequestExpired: {
      meaning: 'The code on the device has expired before the user decided.',
      causes: ['The user took longer than `expires_in` seconds, for example for the sign-in.'],
      change: 'Have the user start again on the device and enter the new code.',
    },
    WrongUserCode: {
      meaning:
        'No device waits for a decision under this user code. The answer is the same for a wrong, an expired and a used code.',
      causes: [
        'The user mistyped the code.',
        'The code has expired.',
        'Somebody has already decided about the device.',
      ],
      change:
        'Compare the code with the one on the device. If it is right, start again on the device to get a new code.',
    },
    UserCodesThrottled: {
      meaning:
        'Too many wrong user codes were sent from this address, or from all addresses together. Further codes are rejected for a while.',
      causes: [
        'The user mistyped the code many times, or others at the same address did.',
        'Somebody tries to guess codes.',
      ],
      change:
        'Wait as many seconds as `Retry-After` says, then enter the code of the device again. Browsers in which a user has signed in before are not affected by the wrong codes of others.',
    },
    PublicRequestsThrottled: {
      meaning:
        'Too many device authorization requests or pushed requests of public clients were sent from this address. Further ones are rejected for a while.',
      causes: [
        'The app starts a new sign-in again and again instead of going on with the device code or `request_uri` that it has.',
        'Many devices or users share one address.',
        'Somebody tries to fill the store.',
      ],
      change: 'Wait as many seconds as `Retry-After` says. Use the device code or `request_uri` that you have.',
    },
    DeviceAlreadyDecided: {
      meaning: 'Somebody has already decided about this device: the decision stays as it is.',
      causes: [
        'The page was opened in two tabs, or reloaded after the decision.',
        'Another person entered the same code first.',
      ],
      change:
        'Look at the device: it shows whether it is signed in. If that was not you, start again on the device to get a new code.',
    },
    RedirectTooLong: {
      meaning:
        'With the code or the `state`, the redirect URL would be longer than 4096 characters, and browsers and servers on the way may truncate it. With `response_mode=form_post` the limit is 16384.',
      causes: [
        'The `state` contains a whole page or session.',
        'The `state` has characters that are percent-encoded in a URL, which takes three characters for each.',
        'The request names many resources or scopes, and the code contains them all.',
      ],
      change: 'Store what the app has to remember in the app, and send a short random `state` that refers to it.',
    },
    RequestObjectNotSupported: {
      meaning:
        'The authorization request has the parameter `request`, a signed request object, but the client’s record has no keys to verify it with.',
      causes: ['The library is configured for signed requests (JAR), and the client’s public keys are not registered.'],
      change: 'Register the public keys as `jwks` in the client’s record, or send the parameters themselves.',
    },
    RequestUriNotSupported: {
      meaning:
        'The `request_uri` of the authorization request was not issued by `/par`. This server fetches no requests from elsewhere.',
      causes: [
        'The library is configured for request objects by reference (JAR with `request_uri`).',
        'The `request_uri` of a pushed request was shortened or changed.',
      ],
      change:
        'Push the request to `/par` and use its `request_uri` exactly as answered, or send the parameters themselves. The metadata has `request_uri_parameter_supported: false`, which is about references to elsewhere only.',
    },
    InvalidRequestUri: {
      meaning:
        'The `request_uri` was not issued to this client by `/par`, is older than 90 seconds, or has been used. It works once.',
      causes: [
        'The user opened the link late, twice, or from the browser’s history.',
        'A link preview or a scanner opened the link before the user did.',
        'The `client_id` in the URL is not the one that pushed the request.',
        'The client was registered again after it had pushed the request.',
      ],
      change:
        'Push a new request for every sign-in, right before the redirect, and never store or send a `request_uri`. The user can start again in the app.',
    },
    InvalidRequestObject: {
      meaning:
        'The request object (`request`) is not a JWT that this client has signed with one of its keys, for this server and for now.',
      causes: [
        'The private key is not that of a key in the client’s record (`jwks`, `jwks_uri`), or the `kid` names another.',
        '`alg` is not ES256, RS256, PS256 or EdDSA, or not the client’s `request_object_signing_alg`.',
        '`iss` and `client_id` are not the client’s id, `aud` is not this issuer alone, or `sub` is the client’s id.',
        '`exp` is missing, has passed, or is more than an hour ahead; or the client’s clock is wrong.',
        'A parameter in it is neither a text nor, for `resource`, a list of texts.',
      ],
      change:
        'Correct what the description says. Make a new object for each sign-in, which expires after a minute or two.',
    },
    SignedRequestRequired: {
      meaning:
        'This client is registered with `require_signed_request_object`, so its authorization requests must be signed. This one was not.',
      causes: [
        'The library builds the request without a signature. JAR must be turned on, as `buildAuthorizationUrlWithJAR` of openid-client does.',
        'Someone made up a link to start a sign-in in the name of the app.',
      ],
      change: 'Send all parameters in a signed request object, as `request`, to `/authorize` or `/par`.',
    },
    PushedRequestRequired: {
      meaning:
        'This client is registered with `require_pushed_authorization_requests`, so its authorization requests must be pushed to `/par`. This one came with its parameters in the URL.',
      causes: [
        'The library builds the URL with the parameters in it. PAR must be turned on, as `buildAuthorizationUrlWithPAR` of openid-client does.',
        'Someone made up a link to start a sign-in in the name of the app.',
      ],
      change:
        'Post the parameters to `/par` with the client’s authentication, and send the user to `/authorize` with `client_id` and the `request_uri` of the answer.',
    },
    UnregisteredLogoutUri: {
      meaning: 'The `post_logout_redirect_uri` of the app is not registered for it, so nobody is redirected there.',
      causes: [
        'The address is registered under `redirect_uris`, which are for signing in.',
        'The two addresses differ in a slash, in the port, or in http and https. They are compared character by character.',
      ],
      change: 'Register the address as one of the `post_logout_redirect_uris` in the client record.',
    },
    IdTokenHintRefused: {
      meaning: 'The `id_token_hint` of a sign-out is not an ID token that this server issued to the client.',
      causes: [
        'The app sent an access token or a refresh token.',
        'The ID token is of another client than the `client_id` beside it names, or of another environment.',
        'The key that signed the ID token has been removed since.',
      ],
      change:
        'Send the ID token of the last sign-in or refresh, or `client_id` without `id_token_hint`. The user is then asked.',
    },
    FormRefused: {
      meaning:
        'The form was not issued to this browser by this server, or it is more than a day old. It has had no effect.',
      causes: [
        'The browser does not accept cookies from this server, or they were deleted while the page was open.',
        'The page was saved, or opened from the history a day later.',
        'Another site sent the form in the user’s name.',
      ],
      change: 'Go back to the app and start again. If it happens every time, allow cookies for this server.',
    },
    HandoffResultInvalid: {
      meaning:
        'The login app sent the user back with a result that cannot be used: it is malformed, not signed by the login app, expired, or of another challenge. `error_description` says which.',
      causes: [
        'The login app signs with a key that is not in `HANDOFF_JWKS`, or not behind `HANDOFF_JWKS_URI`.',
        'Its result lacks a claim, or has another `iss`, `aud`, `typ` or `challenge` than it must have.',
        'Its clock is wrong, or it signed the result minutes before the redirect.',
        'Two sign-ins went on in two tabs, and the login app mixed them up.',
      ],
      change: {
        caller: 'Start the sign-in again. If it fails again, send the operator this report.',
        operator: 'Compare what the login app signs with `docs/handoff.md`, and its keys with the settings.',
      },
    },
    HandoffOver: {
      meaning:
        'The challenge of this sign-in was answered before, or is more than half an hour old. A challenge is answered once.',
      causes: [
        'The user went back in the browser after the sign-in, or opened the address again.',
        'The page of the login app was open for more than half an hour.',
        'Somebody else sent the same result again.',
      ],
      change: 'Start the sign-in again.',
    },
    HandoffForeign: {
      meaning:
        'The result of the login app is for a sign-in that another browser has begun. It is refused, and does not work in that browser any more.',
      causes: [
        'A link to a sign-in was opened in another browser than the one that began it.',
        'The browser does not accept cookies from this server, or they were deleted during the sign-in.',
        'Somebody sent the user a link, to sign them in to an account that is not theirs, or to get into theirs.',
      ],
      change: 'Start again in this browser, from the app. Do not open links to a sign-in that somebody sent you.',
    },
    HandoffNotFresh: {
      meaning:
        'The app asked for a new sign-in, or for one that is not older than `max_age`, and the result of the login app does not show one.',
      causes: [
        'The login app ignores `prompt` or `max_age` of the challenge, and answers from its own session.',
        'Its result has no `auth_time`.',
        'Its clock is behind.',
      ],
      change: {
        caller: 'Leave out `prompt=login` or `max_age` if the app does not need them.',
        operator:
          'Let the login app ask for the credentials when the challenge has `prompt` with `login`, and say in `auth_time` when it did.',
      },
    },
    HandoffRefused: {
      meaning: 'The login app sent the user back without signing them in.',
      causes: ['The user chose to cancel there.', 'The login app does not admit the user to this app.'],
      change: 'Offer the user to sign in again. The log of the login app has the reason.',
    },
    InvalidCredentials: {
      meaning: 'The user name or the password is wrong. The caller is not told which; the log has the reason.',
      causes: [
        'The password was mistyped, or has been changed.',
        'The user name belongs to another server.',
        'The user was disabled or removed.',
      ],
      change:
        'Enter both again. The operator can find the reason in the log, under the `trace_id`, and can set a new password.',
    },
    UnknownUser: {
      meaning: 'The directory has no user with this name.',
      causes: [
        'The name is misspelled, or belongs to another server.',
        'The user was removed.',
        'Someone is guessing.',
      ],
      change:
        'Compare the name with `users list`. What was entered is not in the log, because people sometimes enter passwords there by mistake.',
    },
    UserDisabled: {
      meaning: 'The user is disabled in the directory.',
      causes: ['The operator has disabled the user.'],
      change: 'If that was a mistake, enable the user with `users enable`.',
    },
    WrongPassword: {
      meaning: 'The user is known, but the password is wrong.',
      causes: ['The password was mistyped, or has been changed.', 'Someone is guessing.'],
      change:
        'The user can try again. A forgotten password cannot be recovered: set another one with `users set-password`.',
    },
    UserThrottled: {
      meaning:
        'Too many wrong passwords were sent for this user or from this address. Further attempts are rejected for a while.',
      causes: ['The user has forgotten the password, or an app keeps trying with an old one.', 'Someone is guessing.'],
      change:
        'Wait as many seconds as `Retry-After` says. A browser in which this user has signed in before is not affected by the failed attempts of others.',
    },
    InvalidAccessToken: {
      meaning: 'The access token is missing, expired, revoked, or not for this endpoint.',
      causes: [
        'The header `Authorization: Bearer` is missing, or a proxy removed it.',
        'The token has expired, or its grant has ended.',
        'It is an ID token or a refresh token, or was issued without the scope `openid`.',
      ],
      change:
        'Send a valid access token that was issued with the scope `openid` in the header `Authorization: Bearer`.',
    },
    InsufficientScope: {
      meaning: 'The access token is valid, but does not have the scope `openid`.',
      causes: ['The app did not request `openid`, or narrowed the scope when it refreshed.'],
      change: 'Request the scope `openid` in the authorization request.',
    },
    UserNotAdmitted: {
      meaning:
        'The other provider has confirmed who the user is, but the user may not sign in here. The log has the reason.',
      causes: [
        'The rules for this provider admit only some tenants, domains, groups or users, and the user is none of them.',
        'The operator has disabled the user.',
        'The user has signed in with another account than intended.',
      ],
      change:
        'Sign in again with the right account, or ask the operator, who finds the reason in the log under the `trace_id`.',
    },
    UnknownProvider: {
      meaning: 'The authorization request names a provider that is not one of this server.',
      causes: [
        'The parameter `idp` is misspelled; it is the `id` of a provider, such as `entra`.',
        'The provider was removed, or added less than a minute ago.',
      ],
      change: 'Send the `id` of a provider that there is, or leave `idp` out, so that the user can choose.',
    },
    ProviderUnavailable: {
      meaning:
        'The provider where the user signs in does not answer, or says that it cannot sign anyone in at the moment. The other ways to sign in work.',
      causes: [
        'The provider is down, or cannot be reached from this server.',
        'The issuer of the provider is misspelled, or its address is not one of the internet.',
      ],
      change:
        'Try again in a few minutes, or sign in another way. The operator finds the reason in the log under the `trace_id`.',
    },
    ProviderCancelled: {
      meaning: 'The sign-in at the other provider was cancelled or denied there.',
      causes: [
        'The user went back, or did not agree to what the provider asked.',
        'An administrator of the provider must first allow this server.',
      ],
      change: 'Sign in again, or another way. What the provider said is on the page.',
    },
    ProviderRefused: {
      meaning: 'The other provider answered the sign-in with an error.',
      causes: [
        'The client secret of this server has expired there, or is another one.',
        'The redirect URI of this server is not registered there.',
        'The page was loaded again: a code of the provider works once.',
      ],
      change:
        'Sign in again. If it happens again, the operator of this server compares its registration at the provider, whose error is on the page and in the log as `upstream_error`.',
    },
    ProviderAnswerInvalid: {
      meaning: 'The answer of the other provider cannot be accepted: something in it is not as it was asked for.',
      causes: [
        'The issuer, audience, nonce or signature of its ID token is wrong.',
        'The answer is that of another provider, or of another sign-in.',
        'The clocks of the two servers differ by more than half a minute.',
      ],
      change:
        'Sign in again. If it happens again, the operator finds what is wrong in the log under the `trace_id`, and compares `issuer` and `client_id`.',
    },
    ProviderNotFresh: {
      meaning:
        'The app asks for a new sign-in, with `prompt=login` or `max_age`, and the other provider does not say that there was one.',
      causes: [
        'The provider did not ask the user, because they were signed in there already.',
        'The provider does not send `auth_time`: for Entra it is an optional claim, and GitHub has none.',
      ],
      change: 'Sign in again, or another way. The operator can have the provider send `auth_time`.',
    },
    UnknownErrorNumber: {
      meaning: 'There is no error with this number.',
      causes: [
        'The number is mistyped.',
        'The error came from another server.',
        'The error came from a newer version of this server.',
      ],
      change: 'Use the number that follows AADSTS in `error_description`, or look for it among all errors.',
    },
  },
};
