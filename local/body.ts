// Which bodies reach a function, as on the Functions host: those with a Content-Length, up to a limit.
import type { IncomingMessage } from 'node:http';
import { hostBodyLimitBytes } from '../shared/http/form.ts';

/** Bytes to read of a body that is dropped: a caller that sends everything before it reads still gets its answer. */
const maxDroppedBytes = 104_857_600;

/**
 * Empty where the Functions host drops it: in chunks without a Content-Length, or over FUNCTIONS_REQUEST_BODY_SIZE_LIMIT, where
 * the host answers 500. The app then answers 400 or 413. Memory holds no more than the limit. `gone`: the caller disconnected.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | 'gone'> {
  const announced = request.headers['content-length'];
  const isDropped = announced === undefined || Number(announced) > hostBodyLimitBytes;
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (!isDropped) chunks.push(chunk);
      if (size <= maxDroppedBytes) return;
      // Destroying the request would close the connection before the answer is sent.
      request.pause();
      resolve(Buffer.alloc(0));
    });
    request.on('end', () => resolve(joined(chunks)));
    request.on('close', () => resolve('gone'));
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first = Buffer.alloc(0), ...rest] = chunks;
  return rest.length === 0 ? first : Buffer.concat(chunks);
}
