import type { Texts } from './page-texts.ts';

export const en: Texts = {
  labels: {
    languages: 'Languages',
    indexTitle: 'Errors of this server',
    indexIntro:
      'Every error that this server answers or logs, by the `error` that a client sees. The number stands after AADSTS in `error_description`, and in `error_codes`.',
    allErrors: 'All errors',
    error: 'Error',
    status: 'HTTP status',
    retry: 'Does a retry help?',
    isLogOnly:
      'This number stands in the log alone, as `reason`: the caller is told less, so that nobody can find out which clients there are.',
    isFault:
      'This is a fault of the service. Callers see it as AADSTS50000; the number of this page stands second in `error_codes`.',
    causes: 'Likely causes',
    change: 'What to do',
    roles: { caller: 'If you call this service', operator: 'If you operate this service' },
    before: 'A request that gets this answer',
    after: 'The request put right',
    references: 'What the specifications say',
    sectionOf: (section) => `section ${section}`,
    support: 'Get help',
    supportHowTo:
      'Copy this report and send it to the operator of this server, who can find the log entry with it. Never include a token, a code, a secret or a password.',
    supportContact: 'Send this report to support',
    supportOperator: 'No support address is configured. Ask whoever gave you your client ID.',
    idsHowTo:
      'The answer that you got contains ids. Enter them to add them to the report; anything that is not a GUID or a timestamp is ignored.',
    idsAdd: 'Add to the report',
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
    invalid_target: 'The `resource` is malformed, or not open to this client.',
    server_error: 'The server failed, or cannot do this.',
    temporarily_unavailable: 'The server cannot answer at the moment.',
    unsupported_response_type: 'The server has no such response type.',
    access_denied: 'The user did not agree.',
    login_required: 'The user has to sign in.',
    consent_required: 'The user has to agree.',
    interaction_required: 'The user has to do something.',
    request_not_supported: 'The server takes no parameters in a `request` object.',
    request_uri_not_supported: 'The server takes no parameters from a `request_uri`.',
    invalid_token: 'The access token is missing, wrong, expired or revoked.',
    insufficient_scope: 'The access token is good, but not for this.',
  },
  retry: {
    later: 'Yes. Send the same request again after as many seconds as `Retry-After` says.',
    laterIfRight: 'Only after as many seconds as `Retry-After` says, and only if the request is right by then.',
    once: 'Perhaps. Send the same request once more; if it fails again, the cause has to be found first.',
    mended: 'Not until the operator has mended the cause.',
    changed: 'No. The same request gets the same answer until something has changed.',
    signIn: 'No. This code or token is of no more use: have the user sign in again.',
    shown:
      'Not in this way. Send the user to `/authorize` once more without `prompt=none`, so that a page can be shown.',
    asked: 'Perhaps. Have the user start again in the app.',
    token: 'Not with this token. Get a new one, with the refresh token or by signing in again.',
  },
  errors: {
    TokenIssuanceError: {
      meaning:
        'The service itself failed while it answered a request. The request may have been right: nothing about it has to change.',
      causes: [
        'Something that the service needs was out of reach for a moment: the store of grants, or the signing key.',
        'A setting, the key ring or the clock of the service is wrong.',
        'The service met a condition that it was not written for.',
      ],
      change: {
        caller:
          'Send the same request again. If the answer has a `Retry-After` header, wait that many seconds first. If it fails again, send the report below to the operator.',
        operator:
          'Look up the `trace_id` in the log. The log entry has the second number of `error_codes` and the cause.',
      },
    },
    UnexpectedFault: {
      meaning: 'The service met a condition that it was not written for.',
      causes: [
        'The program has an error.',
        'Something that the service runs on failed in an unusual way: memory, disk, network or a library.',
      ],
      change:
        'Look the `trace_id` up in the log: its line has the exception and the stack. If the stack begins in the service, report it to its maintainers, without secrets.',
    },
    SigningUnavailable: {
      meaning: 'No token could be signed. Nothing was used up: the code or refresh token of the request is still good.',
      causes: [
        'The key ring has no active key for `SIGNING_ALG`, or for the id tokens of a client.',
        'The signing key is damaged, or does not fit its algorithm.',
      ],
      change:
        'Look at the key ring in `KEYS` or `KEYS_FILE`: it needs an active key for every algorithm that is in use. The log has the reason under the `trace_id`.',
    },
    StoreUnavailable: {
      meaning: 'The store of grants did not answer, or its answer was lost.',
      causes: [
        'The table service is down, or the network to it is.',
        'A firewall rule, the access key or the role of the managed identity has changed.',
        'The address in `GRANTS_STORAGE` or `GRANTS_STORAGE__tableServiceUri` is wrong.',
      ],
      change:
        'Check that the app reaches the table service with the settings that it has, and that its key or role is still valid. The service recovers by itself as soon as the store answers.',
    },
    KeyRingUnreadable: {
      meaning: 'The key ring cannot be read, so nothing can be signed or verified.',
      causes: [
        'The file that `KEYS_FILE` names is gone, or the app may not read it.',
        'What it says is no key ring: it was cut off or edited by hand.',
        'The Key Vault reference in `KEYS` was not resolved.',
      ],
      change:
        'Restore the key ring from your copy. Do not make a new one: tokens and codes of the old one would be refused.',
    },
    StoreSlow: {
      meaning: 'The store of grants did not answer in time.',
      causes: [
        'The table service is busy or has an incident.',
        'The storage account is far from the app: in another region or behind a slow network.',
      ],
      change:
        'Look at the latency of the table service and at the network between. Keep the app and its storage account in one region.',
    },
    StoreThrottling: {
      meaning: 'The store of grants refuses requests because it gets too many.',
      causes: [
        'Something else uses the same storage account.',
        'A client asks for tokens in a loop instead of keeping them until they expire.',
        'The load has outgrown the account.',
      ],
      change:
        'Look at the load of the storage account and find who causes it in the log by `client_id`. Give grants an account of their own.',
    },
    ClockOutOfRange: {
      meaning: 'The clock of this instance is wrong, so the times in its tokens would be wrong too.',
      causes: [
        'The clock is more than 60 seconds away from that of the store.',
        'The clock shows a time before the active key was made.',
      ],
      change:
        'Set the clock of the machine and see that it is kept in time, or restart the instance on another machine.',
    },
    SettingsWrong: {
      meaning: 'The service cannot start: its settings, or the files that they name, are wrong.',
      causes: [
        'A setting is missing, or has a value that is not allowed.',
        'A file with client records or keys is missing or cannot be read.',
      ],
      change:
        'Look for `Tessera cannot start` in the log: that line lists everything that is wrong. Put it right and restart the app.',
    },
    PasswordCheckBusy: {
      meaning: 'More passwords are waiting to be checked than this instance can check at a time.',
      causes: ['Many people sign in at the same moment.', 'Somebody tries passwords in large numbers.'],
      change: {
        caller: 'Wait as many seconds as `Retry-After` says, then send the same request again.',
        operator: 'Look in the log where the sign-ins come from. If they are legitimate, run more instances.',
      },
    },
    MethodNotAllowed: {
      meaning: 'The endpoint does not take this HTTP method.',
      causes: [
        'The token request was sent with GET, or the address was opened in a browser.',
        'A redirect turned the POST into a GET, for instance from http to https.',
      ],
      change:
        'Use a method that the `Allow` header of the answer names. Token requests are sent with POST, to the exact address.',
    },
    RequestTooLarge: {
      meaning: 'The body of the request is larger than 65536 bytes.',
      causes: ['The request has parameters that do not belong to it, such as a file or a whole session.'],
      change: 'Send only the parameters that the endpoint defines.',
    },
    MalformedRequest: {
      meaning:
        'The request cannot be read as it was sent: it is malformed, repeats a parameter, or has one in the wrong place.',
      causes: [
        'The body is JSON or multipart instead of form-encoded.',
        'A parameter stands in the URL instead of the body.',
        'A parameter is sent twice, or the client authenticates in two ways at once.',
        'A special character was not percent-encoded.',
      ],
      change:
        'Send each parameter once, in the body, form-encoded in UTF-8, with the header `Content-Type: application/x-www-form-urlencoded`. Let your library encode the values. The `error_description` says which parameter it was.',
    },
    MissingParameter: {
      meaning: 'A parameter that this request needs is missing or empty.',
      causes: [
        'A variable in the app or in its settings is empty.',
        'The parameter is misspelled.',
        'The body was not sent at all.',
      ],
      change: 'Add the parameter that the `error_description` names, with a value.',
    },
    UnsupportedGrantType: {
      meaning: 'The server has no such grant type.',
      causes: [
        'The grant type is misspelled: it is `client_credentials`, not `client-credentials`.',
        'The app was written for another server, or for a grant type that is switched off here, as `password` is unless `PASSWORD_GRANT` is `true`.',
      ],
      change: 'Use a grant type from `grant_types_supported` in the metadata, spelled exactly as there.',
    },
    InvalidClient: {
      meaning:
        'Client authentication failed. Whether the client is unknown or its secret is wrong is not told to the caller; the log has it.',
      causes: [
        'The secret is wrong, cut off, or that of another environment.',
        'The `client_id` is wrong, or belongs to another server.',
        'The secret is sent in a way that the client is not registered for: in the header instead of the body, or the other way round.',
      ],
      change:
        'Compare `client_id` and secret with what you were given, and send them in the way the client is registered for (`token_endpoint_auth_method`). The operator finds the exact reason in the log, under the `trace_id`.',
    },
    MissingCredentials: {
      meaning: 'The request has no client credentials, and the client or the endpoint needs them.',
      causes: [
        'The secret in the settings of the app is empty.',
        'The library was told that the client is public.',
        'A proxy has removed the `Authorization` header.',
      ],
      change: 'Send the secret with HTTP Basic authentication, or as `client_secret` in the body.',
    },
    ClientSecretExpired: {
      meaning: 'The client secret is the right one, but it has expired.',
      causes: ['The day in `expires_at` of the secret has passed.', 'The app still uses the old of two secrets.'],
      change:
        'Ask the operator for a new secret and put it into the app. Two secrets can be live at once, so that the next change needs no outage.',
    },
    PublicClientWithCredentials: {
      meaning: 'The client is registered as public, so it must not send a secret.',
      causes: [
        'The library always sends a secret unless it is told otherwise.',
        'The client should have been registered as confidential.',
      ],
      change: 'Leave the secret out. If the app can keep a secret, have the client registered as confidential instead.',
    },
    UnknownClient: {
      meaning: 'No client is registered under this `client_id`.',
      causes: [
        'The `client_id` is misspelled, or belongs to another server or environment.',
        'The client was removed, or its record was never deployed.',
        'Somebody is guessing.',
      ],
      change:
        'Compare the `client_id` with the registered clients: those of the store and those of `CLIENTS_FILE`. Only `/authorize` answers this; the other endpoints say AADSTS70002, and their log has this number as `reason`.',
    },
    WrongClientSecret: {
      meaning: 'The client is known, but none of its secrets is the one that was sent.',
      causes: [
        'The secret was changed here, but not in the app.',
        'The secret was cut off or changed on its way into the settings of the app.',
        'Somebody is guessing.',
      ],
      change: 'Put the right secret into the app. A secret that is lost cannot be read back: issue another.',
    },
    ClientThrottled: {
      meaning:
        'Too many wrong secrets came for this client or from this address. The right secret is accepted at any time.',
      causes: [
        'The app goes on trying with a wrong secret.',
        'Another app behind the same address does.',
        'Somebody is guessing the secret.',
      ],
      change:
        'Correct the secret and send the request again: you need not wait. If you do not know what is wrong with it, ask the operator for the log line with the trace id.',
    },
    UnauthorizedClient: {
      meaning: 'The client is known, but it may not use this grant type.',
      causes: [
        'The grant type is missing in `grant_types` of the client record.',
        'The client is public, and the grant type is for clients with a secret.',
      ],
      change:
        'Use a grant type that the `error_description` names, or ask the operator to allow this one for the client.',
    },
    TokenOfAnotherClient: {
      meaning: 'The token that was to be revoked was issued to another client. It has not been revoked.',
      causes: ['The app authenticates with another `client_id` than the one it got the token with.'],
      change: 'Revoke the token as the client that got it.',
    },
    InvalidScope: {
      meaning: 'A scope is malformed, unknown, or not one that this client may have for this resource.',
      causes: [
        'The scope is misspelled; upper and lower case count.',
        'The scope is missing in the client record, or belongs to another resource.',
        'The scopes are separated by commas instead of spaces.',
        'The request names no scope, and the client record has no `default_scope`, or none for this resource: the operator can set it, as for most MCP clients.',
      ],
      change:
        'Ask for scopes that the `error_description` names, with single spaces between. If one is missing there, ask the operator to add it to the client record.',
    },
    InvalidResource: {
      meaning: 'The `resource` is malformed, or not one that this client or this grant may use.',
      causes: [
        'The address is not the registered one: case in the path, and a slash behind a path, count.',
        'The client record does not have the resource, or no longer has it.',
        'The user agreed to other resources when signing in.',
      ],
      change: 'Send one of the resources that the `error_description` names: an absolute URI without a fragment.',
    },
    SeveralResources: {
      meaning: 'The request names several resources, but a token is for one.',
      causes: ['The library sends all resources of its configuration at once.'],
      change: 'Send one token request for each resource. With a refresh token, each request can name another one.',
    },
    InvalidGrant: {
      meaning: 'The code or refresh token is not one of this server, or was not issued to this client.',
      causes: [
        'The code or token was cut off, or encoded twice.',
        'It comes from another server or environment.',
        'Another client got it.',
        'It is so old that its key is gone.',
      ],
      change:
        'Use the code or token exactly as it was received, as the client that received it. If that fails too, have the user sign in again.',
    },
    GrantExpired: {
      meaning: 'The code or refresh token has expired.',
      causes: [
        'The app redeemed the code later than 60 seconds after the sign-in.',
        'The refresh token was not used for longer than the client’s `refresh_token_lifetime`.',
        'The grant has reached its end, which no refresh moves (`grant_lifetime`).',
      ],
      change:
        'Have the user sign in again. Redeem a code at once, and treat this answer as an ordinary end of the session.',
    },
    CodeAlreadyRedeemed: {
      meaning: 'The authorization code was redeemed before. A code works once.',
      causes: [
        'The page of the redirect was loaded again, or the browser called it twice.',
        'The app tried again although the first request had arrived.',
        'Somebody else has got hold of the code.',
      ],
      change:
        'Have the user sign in again, and see to it that the app sends each code once. Unless the two requests came within seconds, the tokens of the first one have been revoked.',
    },
    GrantRevoked: {
      meaning: 'The grant behind this code or refresh token has been revoked.',
      causes: [
        'The user signed out, or the app gave a token of the grant back.',
        'A code or refresh token of the grant was used twice.',
        'The operator ended it: the user or the client was disabled or removed.',
      ],
      change: 'Have the user sign in again.',
    },
    RefreshTokenReused: {
      meaning:
        'A refresh token was used after it had been exchanged for the next one. Two parties may hold it, so the whole grant has been revoked.',
      causes: [
        'The app did not keep the refresh token of the newest answer.',
        'Two processes or tabs of the app refresh with the same token.',
        'The token was stolen, and the thief or the app was second.',
      ],
      change:
        'Have the user sign in again. Store the new refresh token before you use the access token, and let one process at a time refresh.',
    },
    VerifierMismatch: {
      meaning:
        'The `code_verifier` is missing, or does not belong to the `code_challenge` of the authorization request.',
      causes: [
        'The app made a new verifier after the redirect instead of keeping the first one.',
        'Two sign-ins ran at once, and one has overwritten the verifier of the other.',
        'The challenge was not made as base64url of the SHA-256, without padding.',
      ],
      change: 'Keep one verifier for each sign-in, for instance under its `state`, and send that one with the code.',
    },
    RedirectUriMismatch: {
      meaning: 'The `redirect_uri` is not the one of the authorization request.',
      causes: [
        'The two addresses differ in a slash, in the port, or in http and https.',
        'The app builds the address anew behind a proxy, and gets another one.',
      ],
      change: 'Send the same `redirect_uri` with the code as in the authorization request, character by character.',
    },
    UnsupportedResponseType: {
      meaning: 'The authorization request asks for a response type that this server does not have. It has `code`.',
      causes: [
        'The app uses the implicit or hybrid flow: `token`, `id_token` or a combination.',
        'The parameter `response_type` is misspelled.',
      ],
      change: 'Send `response_type=code` with PKCE. Single-page apps use it too.',
    },
    UnsupportedResponseMode: {
      meaning:
        'The authorization request asks for a response mode that this server does not have. It has `query` and `fragment`.',
      causes: ['The library is set to `form_post` or to a signed response.'],
      change: 'Send `response_mode=query` or `response_mode=fragment`, or leave the parameter out.',
    },
    InvalidRedirectUri: {
      meaning:
        'The `redirect_uri` of the authorization request is not one that is registered for the client. The user is not sent there.',
      causes: [
        'The addresses differ in a slash, the port, upper and lower case, or in http and https.',
        'The address of a new environment was never registered.',
        'The parameter is missing, and the client has several addresses.',
        'Somebody tries to have a code sent elsewhere.',
      ],
      change:
        'Register the address exactly as the app sends it, character by character (`redirect_uris` of the client). For the loopback address of a public client alone, the port may differ.',
    },
    MissingCodeChallenge: {
      meaning: 'The authorization request has no `code_challenge`, and this client needs one.',
      causes: [
        'PKCE is switched off in the library, or the library is older than PKCE.',
        'A parameter was lost on the way, or somebody has taken it out.',
      ],
      change:
        'Switch PKCE on in the library, or send `code_challenge` and `code_challenge_method=S256`. A client with a secret may send `nonce` and the scope `openid` instead, unless its record says `require_pkce: true`. For one that can send neither, the operator can set `require_nonce: false`, which costs protection.',
    },
    InvalidCodeChallenge: {
      meaning: 'The `code_challenge` is malformed, or its method is not S256.',
      causes: [
        'The parameter `code_challenge_method` is missing or says `plain`.',
        'The challenge is not the base64url of a SHA-256: it has padding, or it is the verifier itself.',
      ],
      change:
        'Send `code_challenge_method=S256` and as `code_challenge` the 43 characters of base64url of the SHA-256 of the verifier, without padding.',
    },
    LoginRequired: {
      meaning: 'The app asked that no page be shown (`prompt=none`), and the user has to sign in.',
      causes: [
        'Nobody is signed in to this server in this browser, or the session has ended.',
        'The browser does not send the session along, for instance in a hidden frame of another site.',
        'The app asked for a fresh sign-in with `max_age`, or for another user with `login_hint`.',
      ],
      change: 'Treat this as an ordinary answer: send the user to `/authorize` without `prompt=none`.',
    },
    ConsentRequired: {
      meaning:
        'The app asked that no page be shown (`prompt=none`), and the user has not yet agreed to all that the app asks for.',
      causes: ['The app asks for a new scope.', 'The user has withdrawn the consent.'],
      change: 'Send the user to `/authorize` without `prompt=none`.',
    },
    InteractionRequired: {
      meaning:
        'The app asked that no page be shown (`prompt=none`), and this app never gets a code without a click of the user.',
      causes: [
        'The client is public and its address is on the user’s own machine, so that any program could pass for it.',
      ],
      change: 'Send the user to `/authorize` without `prompt=none`. The session makes it a single click.',
    },
    AccessDenied: {
      meaning: 'The user did not agree to what the app asked for.',
      causes: ['The user chose not to allow it.', 'The app asks for more than the user expects.'],
      change: 'Nothing has to be mended. Tell the user what the app needs the access for, and let them start again.',
    },
    RedirectTooLong: {
      meaning:
        'With the code or the `state`, the address of the redirect would be longer than 4096 characters, which browsers and servers on the way may cut off.',
      causes: [
        'The `state` holds a whole page or session.',
        'The `state` has characters that are percent-encoded in a URL, three for each.',
        'The request names many resources or scopes, all of which the code carries.',
      ],
      change: 'Keep what the app has to remember on its own side, and send a short random `state` that leads there.',
    },
    RequestObjectNotSupported: {
      meaning:
        'The authorization request has the parameter `request`, a signed request object, which this server does not take.',
      causes: ['The library is set to signed requests (JAR).'],
      change: 'Send the parameters themselves. The metadata says `request_parameter_supported: false`.',
    },
    RequestUriNotSupported: {
      meaning: 'The authorization request has the parameter `request_uri`, which this server does not take.',
      causes: ['The library is set to requests by reference, or to pushed requests (PAR).'],
      change: 'Send the parameters themselves. The metadata says `request_uri_parameter_supported: false`.',
    },
    FormRefused: {
      meaning: 'The form was not made for this browser by this server, or it is more than a day old. Nothing was done.',
      causes: [
        'The browser does not take cookies from this server, or they were deleted while the page was open.',
        'The page was saved, or opened from the history a day later.',
        'Another site sent the form in the user’s name.',
      ],
      change: 'Go back to the app and start again. If it happens each time, allow cookies for this server.',
    },
    InvalidCredentials: {
      meaning: 'The user name or the password is wrong. Which of the two is not told; the log has it.',
      causes: [
        'The password was mistyped, or has been changed.',
        'The user name is that of another server.',
        'The user was disabled or removed.',
      ],
      change:
        'Type both again. The operator finds the reason in the log, under the `trace_id`, and can set a new password.',
    },
    UnknownUser: {
      meaning: 'The directory has no user of this name.',
      causes: [
        'The name is misspelled, or belongs to another server.',
        'The user was removed.',
        'Somebody is guessing.',
      ],
      change:
        'Compare with `users list`. What was typed is not in the log, since people type passwords there by mistake.',
    },
    UserDisabled: {
      meaning: 'The user is disabled in the directory.',
      causes: ['The operator has disabled the user.'],
      change: 'If that was not meant, enable the user with `users enable`.',
    },
    WrongPassword: {
      meaning: 'The user is known, and the password is wrong.',
      causes: ['The password was mistyped, or has been changed.', 'Somebody is guessing.'],
      change:
        'The user tries again. A password that is forgotten cannot be read back: set another with `users set-password`.',
    },
    UserThrottled: {
      meaning:
        'Too many wrong passwords came for this user or from this address, so no password from there is compared for a while.',
      causes: [
        'The user has forgotten the password, or an app goes on trying with an old one.',
        'Somebody is guessing.',
      ],
      change:
        'Wait for as many seconds as `Retry-After` says. A browser in which this user has signed in before is not hindered by the mistakes of others.',
    },
    InvalidAccessToken: {
      meaning: 'The access token is missing, expired, revoked, or not one for this endpoint.',
      causes: [
        'The header `Authorization: Bearer` is missing, or a proxy has removed it.',
        'The token has expired, or its grant has ended.',
        'It is an id token or a refresh token, or was issued without the scope `openid`.',
      ],
      change:
        'Send a current access token that was issued with the scope `openid` in the header `Authorization: Bearer`.',
    },
    InsufficientScope: {
      meaning: 'The access token is good, but the scope `openid` is not in it.',
      causes: ['The app did not ask for `openid`, or narrowed the scope when it refreshed.'],
      change: 'Ask for the scope `openid` in the authorization request.',
    },
    UnknownErrorNumber: {
      meaning: 'No error of this server has this number.',
      causes: [
        'The number is mistyped.',
        'The error came from another server.',
        'It came from a newer version of this one.',
      ],
      change: 'Use the number that stands after AADSTS in `error_description`, or look for it among all errors.',
    },
  },
};
