// Requests over connections that stay open.
import { Agent, request as send } from 'node:http';

/**
 * @typedef {object} Request
 * @property {string} path
 * @property {string} [method] without one, GET, or POST with a form or body
 * @property {Readonly<Record<string, string>>} [form]
 * @property {string | Buffer} [body] in place of a form
 * @property {Readonly<Record<string, string>>} [headers]
 */

/**
 * @typedef {object} Answer
 * @property {number} status 0 when the connection failed
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {string} text
 */

/** @typedef {(request: Request) => Promise<Answer>} Send never rejects */

/** Milliseconds: longer than any deadline of the service. */
const answerTimeoutMs = 60_000;

/** @param {string} url @param {number} maxSockets @returns {{ send: Send, close: () => void }} */
export function openClient(url, maxSockets) {
  const { port } = new URL(url);
  // Without a time-out the agent reuses a connection at the moment when the service closes it.
  const agent = new Agent({ keepAlive: true, maxSockets, timeout: answerTimeoutMs });
  return {
    send: ({ path, form, body = form && new URLSearchParams(form).toString(), method, headers }) =>
      new Promise((resolve) => {
        const fail = (/** @type {Error} */ { message }) => resolve({ status: 0, headers: {}, text: message });
        const outgoing = send({
          agent,
          host: '127.0.0.1',
          port,
          path,
          method: method ?? (body === undefined ? 'GET' : 'POST'),
          headers: {
            ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
            ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
            ...headers,
          },
        });
        outgoing.setTimeout(answerTimeoutMs, () => outgoing.destroy(new Error('no answer')));
        outgoing.once('error', fail);
        outgoing.once('response', (incoming) => {
          let text = '';
          incoming.setEncoding('utf8');
          incoming.on('data', (more) => {
            text += more;
          });
          incoming.once('error', fail);
          incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
        });
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
