// Refusals at sign-in: by /authorize, its pages, the directory and /userinfo.
import type { CatalogueRow } from './catalogue-row.ts';

export const signInRefusals = {
  UnsupportedResponseType: {
    number: 70005,
    error: 'unsupported_response_type',
    status: 400,
    meaning: 'The authorization request asks for a response type other than code.',
  },
  UnsupportedResponseMode: {
    number: 70007,
    error: 'invalid_request',
    status: 400,
    meaning:
      'The authorization request asks for a response mode other than query, fragment or form_post, or for a form at the scheme of an app.',
  },
  InvalidRedirectUri: {
    number: 70004,
    error: 'invalid_request',
    status: 400,
    meaning: 'The redirect_uri of the authorization request is not registered for the client.',
  },
  MissingCodeChallenge: {
    number: 50147,
    error: 'invalid_request',
    status: 400,
    meaning: 'The authorization request has no code_challenge, and this client needs one.',
  },
  InvalidCodeChallenge: {
    number: 501491,
    error: 'invalid_request',
    status: 400,
    meaning: 'The code_challenge is malformed, or its method is not S256.',
  },
  LoginRequired: {
    number: 50058,
    error: 'login_required',
    status: 400,
    meaning: 'The user must sign in, but the app asked for no page to be shown.',
  },
  UnmetAuthenticationRequirements: {
    number: 990070,
    error: 'unmet_authentication_requirements',
    status: 400,
    meaning: 'The app marks an acr as essential, with values that the sign-in of the user does not have.',
  },
  ConsentRequired: {
    number: 65001,
    error: 'consent_required',
    status: 400,
    meaning: 'The user must give consent, but the app asked for no page to be shown.',
  },
  InteractionRequired: {
    number: 990006,
    error: 'interaction_required',
    status: 400,
    meaning: 'The user must confirm the sign-in, but the app asked for no page to be shown.',
  },
  AccessDenied: {
    number: 65004,
    error: 'access_denied',
    status: 400,
    meaning: 'The user denied the access that the app asked for.',
  },
  RedirectTooLong: {
    number: 990007,
    error: 'invalid_request',
    status: 400,
    meaning:
      'With the code or the state, the address of the redirect would be longer than 4096 characters, or the form for the app longer than 16384.',
  },
  RequestObjectNotSupported: {
    number: 990008,
    error: 'request_not_supported',
    status: 400,
    meaning: 'The authorization request has the parameter request, but the client has no keys to verify it with.',
  },
  RequestUriNotSupported: {
    number: 990009,
    error: 'request_uri_not_supported',
    status: 400,
    meaning: 'The request_uri of the authorization request was not issued by /par, and the server fetches no others.',
  },
  UnregisteredLogoutUri: {
    number: 990080,
    error: 'invalid_request',
    status: 400,
    meaning: 'The post_logout_redirect_uri of the app is not registered for it.',
  },
  IdTokenHintRefused: {
    number: 990081,
    error: 'invalid_request',
    status: 400,
    meaning: 'The id_token_hint of a sign-out is not an ID token that this server issued to the client.',
  },
  FormRefused: {
    number: 990010,
    error: 'invalid_request',
    status: 400,
    meaning: 'The form was not issued to this browser by this server, or it is more than a day old.',
  },
  InvalidCredentials: {
    number: 50126,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The user name or the password is wrong.',
  },
  UnknownUser: {
    number: 50034,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The directory has no user with this name.',
    isLogOnly: true,
  },
  UserDisabled: {
    number: 50057,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The user is disabled in the directory.',
    isLogOnly: true,
  },
  WrongPassword: {
    number: 990011,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The user is known, but the password is wrong.',
    isLogOnly: true,
  },
  UserThrottled: {
    number: 50053,
    error: 'temporarily_unavailable',
    status: 429,
    meaning:
      'Too many wrong passwords were sent for this user or from this address. Further attempts are rejected for a while.',
  },
  InvalidAccessToken: {
    number: 50027,
    error: 'invalid_token',
    status: 401,
    meaning: 'The access token is missing, expired, revoked, or not for this endpoint.',
  },
  InsufficientScope: {
    number: 990012,
    error: 'insufficient_scope',
    status: 403,
    meaning: 'The access token is valid, but does not have the scope openid.',
  },
} as const satisfies Record<string, CatalogueRow>;
