// How a user authenticated, as ID tokens say it (OpenID Connect Core §2).

export interface Authentication {
  /** The authentication context class that was satisfied. */
  readonly acr?: string;
  /** Methods, as RFC 8176 names them. */
  readonly amr?: readonly string[];
}

/** By the password of the directory, over TLS. */
export const passwordAuthentication = {
  acr: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  amr: ['pwd'],
} as const satisfies Authentication;

const acrPattern = /^[\x20-\x7e]{1,200}$/;
const methodPattern = /^[\x21-\x7e]{1,40}$/;
const maxMethods = 10;

/** Without what would make a token too long, since another provider may have said it. For what is read or received. */
export function boundedAuthentication({ acr, amr = [] }: Authentication): Authentication {
  const methods = amr.filter((method) => methodPattern.test(method)).slice(0, maxMethods);
  return { ...(acr !== undefined && acrPattern.test(acr) && { acr }), ...(methods.length > 0 && { amr: methods }) };
}

/** Only these members of what has been bounded. */
export function authenticationOf({ acr, amr }: Authentication): Authentication {
  return { ...(acr !== undefined && { acr }), ...(amr && { amr }) };
}

/** Leaves out an authentication by password, for places where each byte counts. An empty `amr` marks any other. */
export function shortAuthentication({ acr, amr = [] }: Authentication): Authentication {
  const { acr: passwordAcr, amr: passwordAmr } = passwordAuthentication;
  if (acr === passwordAcr && amr.join(' ') === passwordAmr.join(' ')) return {};
  return { ...(acr !== undefined && { acr }), amr };
}

/** The inverse of `shortAuthentication`. */
export function fullAuthentication({
  acr,
  amr,
}: { readonly [Name in keyof Authentication]: Authentication[Name] | undefined }): Authentication {
  return amr === undefined ? passwordAuthentication : boundedAuthentication({ ...(acr !== undefined && { acr }), amr });
}
