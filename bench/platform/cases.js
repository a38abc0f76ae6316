// What is measured: parts of an invocation, and other ways to read a request and to give an answer.
import { library, openInvocation } from './library.js';
import { answer, answerHeaders, answerText, requestInit, rpcRequest, url } from './messages.js';

/** @typedef {import('@azure/functions').HttpRequest} HttpRequest */

/** Whole invocations, each with another handler. @type {Readonly<Record<string, import('@azure/functions').HttpHandler>>} */
export const handlers = {
  'arrayBuffer(), answer { body: text }': async (request) => {
    await request.arrayBuffer();
    return { headers: answerHeaders, body: answerText };
  },
  'text(), answer { body: text }': async (request) => {
    await request.text();
    return { headers: answerHeaders, body: answerText };
  },
  'reader of body, answer { body: text }': async (request) => {
    await readToEnd(request);
    return { headers: answerHeaders, body: answerText };
  },
  'nothing read, answer { body: text }': () => ({ headers: answerHeaders, body: answerText }),
  'arrayBuffer(), answer { body: bytes }': async (request) => {
    await request.arrayBuffer();
    return { headers: answerHeaders, body: Buffer.from(answerText) };
  },
  'arrayBuffer(), answer { jsonBody }': async (request) => {
    await request.arrayBuffer();
    return { headers: answerHeaders, jsonBody: answer };
  },
  'arrayBuffer(), answer without a stream': async (request) => {
    await request.arrayBuffer();
    return new WholeResponse();
  },
  'reader of body, answer without a stream': async (request) => {
    await readToEnd(request);
    return new WholeResponse();
  },
};

/** Parts, of which the first handler's invocation has each once. @type {Readonly<Record<string, () => unknown>>} */
export const parts = {
  'getArguments()': () => openInvocation(rpcRequest).getArguments(),
  'of it new Request() of Node.js': () => new Request(url, requestInit),
  'of that without its body': () => new Request(url, { method: 'POST', headers: requestInit.headers }),
  'new Request() and arrayBuffer()': () => new Request(url, requestInit).arrayBuffer(),
  'new Response() of Node.js': () => new Response(answerText, { headers: answerHeaders }),
  'new Response() and arrayBuffer()': () => new Response(answerText, { headers: answerHeaders }).arrayBuffer(),
  'new Response() without a body': () => new Response(undefined, { headers: answerHeaders }),
};

/** Gives the library its bytes. The library makes a stream of every other body, and reads that again. */
class WholeResponse extends library.HttpResponse {
  /** @override */
  arrayBuffer = async () => new TextEncoder().encode(answerText).buffer;

  constructor() {
    super({ headers: answerHeaders });
  }
}

async function readToEnd(/** @type {HttpRequest} */ { body }) {
  const reader = body?.getReader();
  while (reader && !(await reader.read()).done);
}
