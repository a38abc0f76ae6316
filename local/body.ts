// Which bodies reach a function, as on the Functions host: those with a Content-Length, up to a limit.
import type { IncomingMessage } from 'node:http';
import { hostBodyLimitBytes } from '../shared/http/form.ts';

/** Bytes to read of a body that is dropped: a caller that sends everything before it reads still gets its answer. */
const maxDroppedBytes = 104_857_600;

/**
 * Empty where the Functions host drops it: in chunks without a Content-Length, or over FUNCTIONS_REQUEST_BODY_SIZE_LIMIT, where
 * the host answers 500. The app then answers 400 or 413. Memory holds no more than the limit. `gone`: the caller disconnected.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | 'gone'> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const isDropped = request.headers['content-length'] === undefined || announced > hostBodyLimitBytes;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Destroying the request would close the connection before the answer is sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > maxDroppedBytes) break;
      if (!isDropped) chunks.push(chunk);
    }
  } catch {
    return 'gone';
  }
  return Buffer.concat(chunks);
}
