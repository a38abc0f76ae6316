// Pairs of requests, as curl arguments, one per line: the first causes the error, the second is correct. Tests send both.
import type { ErrorName } from '../shared/errors/catalogue.ts';
import { type PathName, paths } from '../shared/http/paths.ts';

interface Example {
  readonly path: PathName;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const asClient = '-u "$CLIENT_ID:$CLIENT_SECRET"';
const asOtherClient = '-u "$OTHER_CLIENT_ID:$OTHER_CLIENT_SECRET"';
const asItself = '-d grant_type=client_credentials';
const withCode = ['-d grant_type=authorization_code', '-d code="$CODE"'];
const redirectUri = '-d redirect_uri=https://app.example/callback';
const verifier = '-d code_verifier="$CODE_VERIFIER"';
const withRefreshToken = ['-d grant_type=refresh_token', '-d refresh_token="$REFRESH_TOKEN"'];

/** Only for errors that a request shows; not for a wrong token or secret, or a fault of the service. */
export const examples: Readonly<Partial<Record<ErrorName, Example>>> = {
  MethodNotAllowed: { path: 'token', before: ['--get', asClient, asItself], after: [asClient, asItself] },
  MalformedRequest: {
    path: 'token',
    before: [asClient, `--json '{"grant_type": "client_credentials"}'`],
    after: [asClient, asItself],
  },
  MissingParameter: {
    path: 'token',
    before: [asClient, '-d scope=reports.read'],
    after: [asClient, asItself, '-d scope=reports.read'],
  },
  UnsupportedGrantType: {
    path: 'token',
    before: [asClient, '-d grant_type=client-credentials'],
    after: [asClient, asItself],
  },
  InvalidClient: {
    path: 'token',
    before: ['-d client_id="$CLIENT_ID"', '-d client_secret="$CLIENT_SECRET"', asItself],
    after: [asClient, asItself],
  },
  MissingCredentials: { path: 'token', before: ['-d client_id="$CLIENT_ID"', asItself], after: [asClient, asItself] },
  ClientSecretExpired: {
    path: 'token',
    before: ['-u "$CLIENT_ID:$OLD_CLIENT_SECRET"', asItself],
    after: [asClient, asItself],
  },
  TokenOfAnotherClient: {
    path: 'revoke',
    before: [asOtherClient, '-d token="$REFRESH_TOKEN"'],
    after: [asClient, '-d token="$REFRESH_TOKEN"'],
  },
  InvalidScope: {
    path: 'token',
    before: [asClient, asItself, '--data-urlencode scope=reports.read,reports.write'],
    after: [asClient, asItself, '--data-urlencode scope="reports.read reports.write"'],
  },
  InvalidResource: {
    path: 'token',
    before: [asClient, asItself, '-d resource=https://reports.example/v2'],
    after: [asClient, asItself, '-d resource=https://reports.example'],
  },
  SeveralResources: {
    path: 'token',
    before: [asClient, asItself, '-d resource=https://reports.example', '-d resource=https://audit.example'],
    after: [asClient, asItself, '-d resource=https://reports.example'],
  },
  InvalidGrant: { path: 'token', before: [asOtherClient, ...withRefreshToken], after: [asClient, ...withRefreshToken] },
  RefreshTokenReused: {
    path: 'token',
    before: [asClient, '-d grant_type=refresh_token', '-d refresh_token="$OLD_REFRESH_TOKEN"'],
    after: [asClient, ...withRefreshToken],
  },
  VerifierMismatch: {
    path: 'token',
    before: [asClient, ...withCode, redirectUri],
    after: [asClient, ...withCode, redirectUri, verifier],
  },
  RedirectUriMismatch: {
    path: 'token',
    before: [asClient, ...withCode, `${redirectUri}/`, verifier],
    after: [asClient, ...withCode, redirectUri, verifier],
  },
  UnknownErrorNumber: {
    path: 'error',
    before: ['--get', '-d error_code=AADSTS70011'],
    after: ['--get', '-d error_code=70011'],
  },
};

export interface ExampleLine {
  readonly text: string;
  /** Whether the other request of the pair does not have this line. */
  readonly differs: boolean;
}

/** One request of the pair as a command to copy. */
export function commandOf(
  { path, ...requests }: Example,
  which: 'before' | 'after',
  issuer: string,
): readonly ExampleLine[] {
  const other = requests[which === 'before' ? 'after' : 'before'];
  const own = requests[which];
  return [
    { text: `curl ${issuer}${paths[path]} \\`, differs: false },
    ...own.map((line, index) => ({
      text: `  ${line}${index < own.length - 1 ? ' \\' : ''}`,
      differs: !other.includes(line),
    })),
  ];
}
