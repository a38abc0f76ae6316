// A store that refuses everything in XML, as gateways and firewalls before the table service do: the app loads its XML parser
// only then.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { freePort, serve } from './deployment.js';

const refusal =
  '<?xml version="1.0"?><error xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata"><code>AuthorizationFailure</code><message>No.</message></error>';

/** @param {string} folder of the package @param {{ settings: Record<string, string>, scratch: string }} given */
export async function checkXmlRefusal(folder, { settings, scratch }) {
  const store = createServer((_, response) => {
    response.writeHead(403, { 'Content-Type': 'application/xml' }).end(refusal);
  }).listen(0, '127.0.0.1');
  await once(store, 'listening');
  const address = store.address();
  assert.ok(address && typeof address === 'object');
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const connection = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YWFh;TableEndpoint=http://127.0.0.1:${address.port}/a`;
  const service = await serve(folder, port, {
    settings: { ...settings, ISSUER: issuer, GRANTS_STORAGE: connection },
    scratch,
  });
  try {
    const answer = await fetch(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'job', client_secret: 'any' }),
    });
    assert.equal(answer.status, 503);
    assert.match(service.output(), /StoreUnavailableError: [^"]*\(403 AuthorizationFailure\)/);
    // A stack names functions although the app is minified.
    assert.match(service.output(), /at async findRecord \(/);
  } finally {
    await service.close();
    store.close();
  }
}
