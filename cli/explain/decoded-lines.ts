import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { encodingOf } from '../../shared/base/text-file.ts';

/** The lines of a log, which may be UTF-16: PowerShell's > writes that. */
export function decodedLines(log: Readable): AsyncIterable<string> {
  return createInterface({ input: Readable.from(decoded(log)), crlfDelay: Number.POSITIVE_INFINITY });
}

async function* decoded(log: Readable): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = Buffer.alloc(0);
  for await (const chunk of log) {
    if (decoder) {
      yield decoder.decode(Buffer.from(chunk), { stream: true });
      continue;
    }
    first = Buffer.concat([first, Buffer.from(chunk)]);
    if (first.length < 2) continue;
    decoder = new TextDecoder(encodingOf(first));
    yield decoder.decode(first, { stream: true });
  }
  yield decoder ? decoder.decode() : first.toString();
}
