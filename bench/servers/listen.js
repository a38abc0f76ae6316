// A bare node:http server, whose body is read by events.
import { createServer } from 'node:http';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** @param {(request: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>} answer */
export function listenWithBody(answer) {
  listen((request, response) => {
    /** @type {Buffer[]} */
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      answer(request, response, pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)).catch(
        (thrown) => {
          console.error(thrown);
          response.writeHead(500).end();
        },
      );
    });
  });
}

/** On PORT of 127.0.0.1. @param {import('node:http').RequestListener} listener */
export function listen(listener) {
  createServer(listener).listen(Number(process.env.PORT), '127.0.0.1');
}

/** As a list, since Node.js takes a tenth longer for a head from an object. @param {ServerResponse} response @param {number} status @param {Record<string, string>} headers @param {string} body */
export function respond(response, status, headers, body) {
  const head = ['Content-Length', String(Buffer.byteLength(body))];
  for (const name in headers) head.push(name, headers[name] ?? '');
  response.writeHead(status, head);
  response.end(body);
}
