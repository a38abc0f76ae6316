// The request and the answer of every case: a token request, and an answer of about 600 bytes.

export const url = 'http://127.0.0.1:7071/token';

const form = Buffer.from(
  'grant_type=client_credentials&client_id=demo-job&client_secret=demo-job-secret-for-local-use-only&scope=reports.read',
);

/** @type {Readonly<Record<string, string>>} */
const sentHeaders = {
  host: '127.0.0.1:7071',
  accept: 'application/json',
  'user-agent': 'bench/1.0',
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': String(form.byteLength),
  'x-forwarded-for': '127.0.0.1:40000',
};

/** For Node's own Request. */
export const requestInit = { method: 'POST', headers: sentHeaders, body: form };

/** As the Functions host sends it to its worker. */
export const rpcRequest = {
  method: 'POST',
  url,
  nullableHeaders: Object.fromEntries(Object.entries(sentHeaders).map(([name, value]) => [name, { value }])),
  nullableQuery: {},
  nullableParams: {},
  body: { bytes: form },
};

export const answer = { access_token: 'x'.repeat(520), token_type: 'Bearer', expires_in: 3600, scope: 'reports.read' };

export const answerText = JSON.stringify(answer);

export const answerHeaders = {
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
  'Content-Type': 'application/json',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=31536000',
  'x-ms-request-id': '0af76519-16cd-43dd-8448-eb211c80319c',
};
