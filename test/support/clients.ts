// Client records of the tests: one of each kind.

export const jobSecret = 'a-secret-of-the-nightly-report-job';
export const webSecret = 'a-secret-of-the-web-application-00';

export const apiSecret = 'a-secret-of-the-api-of-the-reports';

export const job = {
  client_id: 'nightly-report',
  client_secret: jobSecret,
  grant_types: ['client_credentials'],
  scope: 'reports.read reports.write',
  default_scope: 'reports.read',
  resource: ['https://reports.example', { uri: 'https://audit.example', scope: 'audit.read' }],
};

/** Confidential, with sign-in; takes its secret in the body. */
export const web = {
  client_id: 'web',
  client_secret: webSecret,
  token_endpoint_auth_method: 'client_secret_post' as const,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://web.example/callback'],
  scope: 'openid profile reports.read reports.write',
  resource: ['https://reports.example', 'https://files.example'],
  // So that codes without a challenge can be tested too.
  require_pkce: false,
};

/** Public, with sign-in. */
export const native = {
  client_id: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['http://127.0.0.1/callback'],
  scope: 'openid profile reports.read reports.write',
  resource: ['https://reports.example'],
};

/** A resource server. */
export const api = {
  client_id: 'reports-api',
  client_secret: apiSecret,
  grant_types: [],
  introspects: ['https://reports.example', 'https://archive.example'],
};

export const clients = [job, web, native];
