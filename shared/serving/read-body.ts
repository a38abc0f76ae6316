import type { ServedRequest } from './incoming.ts';

export const noBody = Buffer.alloc(0);

/** Reads a body to its end. The library's `arrayBuffer` would join and copy what most often is a single piece. */
export async function readBody(body: NonNullable<ServedRequest['body']>): Promise<Buffer> {
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push(piece.value);
  const [first = noBody, ...others] = pieces;
  return others.length > 0 ? Buffer.concat(pieces) : Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}
