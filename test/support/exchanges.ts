// Clients and requests of token exchange (RFC 8693): an app, and a chain of APIs behind it.
import { apiSecret, job, web } from './clients.ts';
import { basic, postToken, type Served, type TestAnswer } from './request.ts';

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** The API of https://reports.example, which `web` and the job call. It calls that of billing. */
export const reportsApi = {
  client_id: 'reports-api',
  client_secret: apiSecret,
  token_endpoint_auth_method: 'client_secret' as const,
  grant_types: [tokenExchange],
  introspects: ['https://reports.example'],
  token_exchange: [
    {
      subject_token: { audience: 'https://reports.example', scope: 'reports.write' },
      resource: 'https://billing.example',
      scope: 'billing.read billing.write',
    },
    {
      subject_token: { audience: 'https://reports.example' },
      resource: 'https://billing.example',
      scope: 'billing.read',
    },
    {
      subject_token: { audience: 'https://reports.example' },
      resource: 'https://mail.example',
      scope: 'mail.send',
    },
  ],
};

/** The API of https://billing.example. It calls that of the ledger, and impersonates at that of the archive. */
export const billingApi = {
  client_id: 'billing-api',
  client_secret: apiSecret,
  token_endpoint_auth_method: 'client_secret' as const,
  grant_types: [tokenExchange],
  introspects: ['https://billing.example'],
  token_exchange: [
    {
      subject_token: { audience: 'https://billing.example' },
      resource: 'https://ledger.example',
      scope: 'ledger.write',
    },
    {
      subject_token: { audience: 'https://billing.example' },
      resource: 'https://archive.example',
      scope: 'archive.write',
      actor: 'none',
    },
  ],
};

/** A resource server at the end of the chain. */
export const ledgerApi = {
  client_id: 'ledger-api',
  client_secret: apiSecret,
  token_endpoint_auth_method: 'client_secret' as const,
  grant_types: [],
  introspects: ['https://ledger.example', 'https://billing.example', 'https://archive.example'],
};

export const exchangeClients = [job, web, reportsApi, billingApi, ledgerApi];

type Changes = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Exchanges a token as an API, with a valid request except for the changes. A list repeats the parameter. */
export function exchangeToken(
  server: Served,
  subjectToken: string,
  changes: Changes = {},
  clientId: string = reportsApi.client_id,
): Promise<TestAnswer> {
  const form = {
    grant_type: tokenExchange,
    subject_token: subjectToken,
    subject_token_type: accessTokenType,
    ...changes,
  };
  const pairs = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each) => [name, each] as const),
  );
  return postToken(server, pairs, { Authorization: basic(clientId, apiSecret) });
}
