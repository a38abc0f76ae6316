// An HTTP/1.1 request as it was sent, or as a tool shows it (RFC 9112).
import { type CapturedRequest, CaptureError, checkHeader, checkMethod, type Header } from './captured-request.ts';

const lineFeed = 10;

/** Lines may end with LF only. @throws CaptureError */
export function readHttpMessage(bytes: Uint8Array): CapturedRequest {
  const all = Buffer.from(bytes);
  const start = startOf(all);
  const end = endOfHead(all, start);
  const head = all.subarray(start, end.head).toString('latin1');
  const [first = '', ...lines] = head.split('\n').map((line) => line.replace(/\r$/, ''));
  const { method, target, host: named } = readStart(first);
  const headers = lines.filter((line) => line !== '').map(readHeader);
  const find = (name: string) => headers.find(([each]) => each.toLowerCase() === name)?.[1];
  if (find('transfer-encoding') !== undefined) {
    throw new CaptureError('The body is chunked. Write it in one piece and leave out Transfer-Encoding.');
  }
  return {
    method: checkMethod(method),
    host: (named ?? find('host'))?.toLowerCase(),
    target,
    headers,
    ...readBody(all.subarray(end.body), find('content-length')),
  };
}

/** RFC 9112 §2.2: empty lines before the request are ignored. */
function startOf(all: Buffer): number {
  let start = all.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0;
  while (all[start] === 13 || all[start] === lineFeed) start += 1;
  return start;
}

function endOfHead(all: Buffer, start: number): { readonly head: number; readonly body: number } {
  for (let at = all.indexOf(lineFeed, start); at >= 0; at = all.indexOf(lineFeed, at + 1)) {
    if (all[at + 1] === lineFeed) return { head: at, body: at + 2 };
    if (all[at + 1] === 13 && all[at + 2] === lineFeed) return { head: at, body: at + 3 };
  }
  return { head: all.length, body: all.length };
}

interface Start {
  readonly method: string;
  readonly target: string;
  readonly host?: string;
}

function readStart(line: string): Start {
  const [, method, target] = /^([A-Za-z]{1,20}) (\S+)(?: HTTP\/\d(?:\.\d)?)?\s*$/.exec(line) ?? [];
  if (method === undefined || target === undefined) {
    throw new CaptureError(
      'This is neither a curl command nor an HTTP request. An HTTP request begins with a line such as POST /token HTTP/1.1.',
    );
  }
  const isAbsolute = /^https?:\/\//i.test(target);
  if ((!isAbsolute && !target.startsWith('/')) || !URL.canParse(target, 'http://localhost')) {
    throw new CaptureError('The request has neither a path that begins with a slash nor a URL.');
  }
  if (!isAbsolute) return { method, target: target.replace(/#.*$/, '') };
  const { host, pathname, search } = new URL(target);
  return { method, target: pathname + search, host };
}

function readHeader(line: string): Header {
  const colon = line.indexOf(':');
  // RFC 9112 §5.2: lines that continue the line before are obsolete.
  if (colon < 1) throw new CaptureError('A header line has no name and colon. Put an empty line before the body.');
  return checkHeader(line.slice(0, colon), line.slice(colon + 1));
}

function readBody(body: Buffer, length: string | undefined): Pick<CapturedRequest, 'body' | 'remarks'> {
  const announced = length !== undefined && /^\d{1,10}$/.test(length) ? Number(length) : undefined;
  if (announced !== undefined && body.byteLength >= announced) {
    const over = body.byteLength - announced;
    const isLineEnd = /^(?:\r?\n)*$/.test(body.subarray(announced).toString('latin1'));
    const remarks =
      over > 0 && !isLineEnd ? [`The body has ${over} bytes more than Content-Length; they are ignored.`] : [];
    return { body: body.subarray(0, announced), remarks };
  }
  // Editors add a final line break.
  const text = body.toString('latin1').replace(/\r?\n$/, '');
  const whole = body.subarray(0, text.length);
  const remarks =
    announced === undefined
      ? []
      : [`The body has ${whole.byteLength} bytes, but Content-Length says ${announced}; the body is used as it is.`];
  return { body: whole, remarks };
}
