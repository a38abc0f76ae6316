// The token endpoint without a Functions host and its library: what of a request is Tessera's own. For the bench only.
import { logWriter } from '../../local/write-log.ts';
import { serve } from '../../shared/serving/serve.ts';
import { startService } from '../../shared/serving/service-provider.ts';
import { tokenEndpoint } from '../../token/endpoint.ts';
import { listenWithBody, respond } from './listen.js';

const log = logWriter('json', process.stderr);
const context = { log, warn: log, error: log };
const handler = serve('token', tokenEndpoint, await startService(process.env, { onFailure: 'throw' }));

listenWithBody(async (request, response, body) => {
  const { method = '', url = '' } = request;
  const {
    status,
    headers,
    body: text = '',
  } = await handler(
    { method, url: `http://localhost${url}`, headers: headersOf(request), body: bodyOf(body) },
    context,
  );
  respond(response, status, headers, text);
});

/** What the handler calls of headers. @param {import('node:http').IncomingMessage} request @returns {Headers} */
function headersOf({ headers, socket }) {
  const known = {
    /** @param {string} name */
    get: (name) =>
      name === 'x-forwarded-for' ? `${socket.remoteAddress}:${socket.remotePort}` : textOf(headers[name]),
    /** @param {string} name */
    has: (name) => headers[name] !== undefined,
  };
  return /** @type {Headers} */ (/** @type {unknown} */ (known));
}

/** @param {string | string[] | undefined} value */
function textOf(value) {
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}

/** What the handler calls of a body. @param {Buffer} body @returns {ReadableStream} */
function bodyOf(body) {
  let isRead = false;
  const reader = {
    async read() {
      if (isRead) return { done: true, value: undefined };
      isRead = true;
      return { done: false, value: body };
    },
  };
  return /** @type {ReadableStream} */ (/** @type {unknown} */ ({ getReader: () => reader }));
}
