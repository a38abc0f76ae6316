// The parts of an error's page that need no translation: the sections of RFCs, and whether a retry can help.
import type { ErrorName } from '../shared/errors/catalogue.ts';
import type { Retry } from './texts/page-texts.ts';

/** A section of an RFC, e.g. 6749#5.2. */
type Reference = `${number}#${string}`;

interface Facts {
  readonly retry: Retry;
  readonly references: readonly [Reference, ...Reference[]];
}

export const facts: Readonly<Record<ErrorName, Facts>> = {
  TokenIssuanceError: { retry: 'once', references: ['6749#5.1', '6749#5.2', '9110#15.6'] },
  UnexpectedFault: { retry: 'once', references: ['9110#15.6.1'] },
  SigningUnavailable: { retry: 'later', references: ['9110#15.6.4', '7515#5.1'] },
  StoreUnavailable: { retry: 'later', references: ['9110#15.6.4', '9110#10.2.3'] },
  KeyRingUnreadable: { retry: 'later', references: ['9110#15.6.4', '7517#5'] },
  StoreSlow: { retry: 'later', references: ['9110#15.6.4', '9110#10.2.3'] },
  StoreThrottling: { retry: 'later', references: ['9110#15.6.4', '9110#10.2.3'] },
  PasswordCheckBusy: { retry: 'later', references: ['9110#15.6.4', '9110#10.2.3'] },
  ClockOutOfRange: { retry: 'later', references: ['9110#15.6.4', '7519#4.1.6'] },
  SettingsWrong: { retry: 'mended', references: ['9110#15.6.1'] },
  UnknownPath: { retry: 'changed', references: ['8414#2', '8414#3.1', '9110#15.5.5'] },
  MethodNotAllowed: { retry: 'changed', references: ['6749#3.2', '9110#15.5.6'] },
  RequestTooLarge: { retry: 'changed', references: ['9110#15.5.14'] },
  MalformedRequest: { retry: 'changed', references: ['6749#3.2', '6749#5.2', '6749#2.3'] },
  MissingParameter: { retry: 'changed', references: ['6749#3.2', '6749#5.2'] },
  UnsupportedGrantType: { retry: 'changed', references: ['6749#5.2', '8414#2'] },
  InvalidClient: { retry: 'changed', references: ['6749#5.2', '6749#2.3.1'] },
  MissingCredentials: { retry: 'changed', references: ['6749#3.2.1', '6749#2.3.1'] },
  ClientSecretExpired: { retry: 'changed', references: ['6749#5.2', '7591#3.2.1'] },
  PublicClientWithCredentials: { retry: 'changed', references: ['6749#2.1', '7591#2'] },
  InvalidAssertion: { retry: 'changed', references: ['7523#3', '7521#4.2.1', '8725#3.1'] },
  AssertionNotValidNow: { retry: 'changed', references: ['7523#3', '7521#5.2'] },
  WrongAssertionAudience: { retry: 'changed', references: ['7523#3', '7521#5.2'] },
  AssertionSubjectMismatch: { retry: 'changed', references: ['7523#3', '7521#5.2'] },
  AssertionClientMismatch: { retry: 'changed', references: ['7521#4.2'] },
  WrongAuthenticationMethod: { retry: 'changed', references: ['7591#2', '6749#2.3'] },
  WrongAssertionSignature: { retry: 'changed', references: ['7523#3', '7517#4.5'] },
  ClientKeysUnreachable: { retry: 'mended', references: ['7591#2', '7523#3'] },
  UnknownFederatedIssuer: { retry: 'mended', references: ['7523#3', '7521#5.2'] },
  WrongFederatedAudience: { retry: 'mended', references: ['7523#3', '7521#5.2'] },
  WrongFederatedSubject: { retry: 'mended', references: ['7523#3', '7521#5.2'] },
  WrongFederatedClaims: { retry: 'mended', references: ['7523#3', '7521#5.2'] },
  AssertionReplayed: { retry: 'changed', references: ['7523#3', '7521#8.2'] },
  UnknownClient: { retry: 'changed', references: ['6749#2.2', '6749#5.2'] },
  WrongClientSecret: { retry: 'changed', references: ['6749#2.3.1', '6749#5.2'] },
  ClientThrottled: { retry: 'laterIfRight', references: ['6749#2.3.1', '6585#4'] },
  UnauthorizedClient: { retry: 'changed', references: ['6749#5.2', '7591#2'] },
  TokenOfAnotherClient: { retry: 'changed', references: ['7009#2.1'] },
  InvalidScope: { retry: 'changed', references: ['6749#3.3', '6749#5.2'] },
  InvalidResource: { retry: 'changed', references: ['8707#2'] },
  SeveralResources: { retry: 'changed', references: ['8707#2.2'] },
  InvalidGrant: { retry: 'changed', references: ['6749#5.2'] },
  GrantExpired: { retry: 'signIn', references: ['6749#4.1.2', '6749#6'] },
  CodeAlreadyRedeemed: { retry: 'signIn', references: ['6749#4.1.2', '6749#10.5'] },
  GrantRevoked: { retry: 'signIn', references: ['6749#5.2', '7009#2.1'] },
  RefreshTokenReused: { retry: 'signIn', references: ['9700#4.14.2', '6749#10.4'] },
  VerifierMismatch: { retry: 'changed', references: ['7636#4.5', '7636#4.6'] },
  InvalidProof: { retry: 'changed', references: ['9449#4.2', '9449#4.3'] },
  NonceRequired: { retry: 'proof', references: ['9449#8'] },
  ProofAlreadyUsed: { retry: 'proof', references: ['9449#11.1'] },
  ProofRequired: { retry: 'changed', references: ['9449#5', '9449#5.2', '9449#10'] },
  WrongProofKey: { retry: 'changed', references: ['9449#5', '9449#10'] },
  InvalidProofAtResource: { retry: 'changed', references: ['9449#7.1', '9449#4.3'] },
  NonceRequiredAtResource: { retry: 'proof', references: ['9449#9'] },
  RedirectUriMismatch: { retry: 'changed', references: ['6749#4.1.3'] },
  InvalidSubjectToken: { retry: 'changed', references: ['8693#2.1', '8693#2.2.2'] },
  SubjectTokenOfAnotherAudience: { retry: 'changed', references: ['8693#2.2.2', '9068#4'] },
  SubjectTokenExpired: { retry: 'caller', references: ['8693#2.1', '8693#2.2.2'] },
  ActorTokenRefused: { retry: 'changed', references: ['8693#2.1', '8693#1.1'] },
  SubjectTokenKeysMissing: { retry: 'once', references: ['8414#3', '7517#5'] },
  TooManyExchanges: { retry: 'changed', references: ['8693#4.1'] },
  UnsupportedResponseType: { retry: 'changed', references: ['6749#3.1.1', '6749#4.1.2.1'] },
  UnsupportedResponseMode: { retry: 'changed', references: ['6749#3.1.1', '9700#4.2.4'] },
  InvalidRedirectUri: { retry: 'changed', references: ['6749#3.1.2', '9700#2.1', '8252#7.3'] },
  MissingCodeChallenge: { retry: 'changed', references: ['7636#4.4.1', '9700#2.1.1'] },
  InvalidCodeChallenge: { retry: 'changed', references: ['7636#4.2', '7636#4.3', '9700#2.1.1'] },
  LoginRequired: { retry: 'shown', references: ['6749#4.1.2.1'] },
  ConsentRequired: { retry: 'shown', references: ['6749#4.1.2.1'] },
  InteractionRequired: { retry: 'shown', references: ['8252#8.6', '6749#10.2'] },
  AccessDenied: { retry: 'asked', references: ['6749#4.1.2.1'] },
  RedirectTooLong: { retry: 'changed', references: ['6749#4.1.2', '9110#4.1'] },
  RequestObjectNotSupported: { retry: 'changed', references: ['9101#6.2', '7591#2'] },
  RequestUriNotSupported: { retry: 'changed', references: ['9101#6.2'] },
  InvalidRequestUri: { retry: 'asked', references: ['9126#2.2', '9126#4', '9126#7.3'] },
  InvalidRequestObject: { retry: 'changed', references: ['9101#4', '9101#6', '9101#10.8'] },
  SignedRequestRequired: { retry: 'changed', references: ['9101#5', '9101#10.5'] },
  PushedRequestRequired: { retry: 'changed', references: ['9126#4', '9126#6'] },
  UnregisteredLogoutUri: { retry: 'changed', references: ['9700#2.1', '9700#4.11'] },
  IdTokenHintRefused: { retry: 'changed', references: ['7519#7.2', '7515#5.2'] },
  FormRefused: { retry: 'asked', references: ['6749#10.12', '9700#4.7'] },
  HandoffResultInvalid: { retry: 'asked', references: ['7519#7.2', '8725#3.1', '8725#3.9'] },
  HandoffOver: { retry: 'asked', references: ['9700#4.7'] },
  HandoffForeign: { retry: 'asked', references: ['6749#10.12', '9700#4.7'] },
  HandoffNotFresh: { retry: 'mended', references: ['6749#4.1.2.1'] },
  HandoffRefused: { retry: 'asked', references: ['6749#4.1.2.1'] },
  InvalidCredentials: { retry: 'changed', references: ['6749#5.2', '6749#4.3'] },
  UnknownUser: { retry: 'changed', references: ['6749#4.3'] },
  UserDisabled: { retry: 'mended', references: ['6749#4.3'] },
  WrongPassword: { retry: 'changed', references: ['6749#4.3'] },
  UserThrottled: { retry: 'laterIfRight', references: ['6749#4.3.2', '6585#4'] },
  InvalidAccessToken: { retry: 'token', references: ['6750#3.1', '9068#4'] },
  InsufficientScope: { retry: 'changed', references: ['6750#3.1'] },
  AuthorizationPending: { retry: 'interval', references: ['8628#3.5', '8628#3.4'] },
  PollingTooFast: { retry: 'interval', references: ['8628#3.5'] },
  DeviceCodeExpired: { retry: 'asked', references: ['8628#3.5', '8628#3.2'] },
  DeviceRequestExpired: { retry: 'asked', references: ['8628#3.3', '8628#3.2'] },
  DeviceAlreadyDecided: { retry: 'asked', references: ['8628#3.3'] },
  WrongUserCode: { retry: 'changed', references: ['8628#3.3', '8628#6.1', '8628#5.1'] },
  UserCodesThrottled: { retry: 'laterIfRight', references: ['8628#5.1', '6585#4'] },
  PublicRequestsThrottled: { retry: 'later', references: ['8628#3.1', '9126#7.1', '6585#4'] },
  UserNotAdmitted: { retry: 'mended', references: ['6749#4.1.2.1'] },
  UnknownErrorNumber: { retry: 'changed', references: ['9110#15.5.5'] },
};

interface Section {
  readonly rfc: number;
  readonly section: string;
  readonly url: string;
}

export function sectionOf(reference: Reference): Section {
  const [rfc = '', section = ''] = reference.split('#');
  return { rfc: Number(rfc), section, url: `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${section}` };
}
