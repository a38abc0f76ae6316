// The options of curl that Tessera's own pages write, and those of "Copy as cURL (bash)" in browsers.
import { parseArgs } from 'node:util';
import { CaptureError } from './captured-request.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const options = {
  request: { ...text, short: 'X' },
  header: { ...text, short: 'H' },
  cookie: { ...text, short: 'b' },
  user: { ...text, short: 'u' },
  url: text,
  data: { ...text, short: 'd' },
  'data-ascii': text,
  'data-binary': text,
  'data-raw': text,
  'data-urlencode': text,
  json: text,
  get: { ...flag, short: 'G' },
  head: { ...flag, short: 'I' },
  // These do not change what the service answers.
  output: { ...text, short: 'o' },
  'write-out': { ...text, short: 'w' },
  compressed: flag,
  fail: { ...flag, short: 'f' },
  globoff: { ...flag, short: 'g' },
  'http1.1': flag,
  http2: flag,
  http3: flag,
  include: { ...flag, short: 'i' },
  insecure: { ...flag, short: 'k' },
  location: { ...flag, short: 'L' },
  'show-error': { ...flag, short: 'S' },
  silent: { ...flag, short: 's' },
  verbose: { ...flag, short: 'v' },
} as const;

/** The time that parseArgs takes grows with the square of their number. */
const maxWords = 1000;

export type CurlOption = keyof typeof options;

export interface CurlArgument {
  readonly name: CurlOption;
  readonly value: string;
}

/** In order; a word without an option is a `url`. @throws CaptureError for an option that is not in the list */
export function readCurlOptions(words: readonly string[]): readonly CurlArgument[] {
  if (words.length > maxWords) throw new CaptureError(`The command has more than ${maxWords} words.`);
  const { tokens } = parseArgs({ args: [...words], options, strict: false, tokens: true });
  return tokens.flatMap((token): readonly CurlArgument[] => {
    if (token.kind === 'option-terminator') return [];
    if (token.kind === 'positional') return [{ name: 'url', value: token.value }];
    const { name, rawName, value } = token;
    if (!isKnown(name)) throw unsupported(rawName);
    if (options[name].type === 'string' && value === undefined) {
      throw new CaptureError(`The curl option ${rawName} has no value.`);
    }
    return [{ name, value: value ?? '' }];
  });
}

function isKnown(name: string): name is CurlOption {
  return Object.hasOwn(options, name);
}

function unsupported(rawName: string): CaptureError {
  const [shown] = /^--?[A-Za-z0-9.-]{1,40}/.exec(rawName) ?? ['with that name'];
  return new CaptureError(
    `The curl option ${shown} is not supported. Leave it out if the request stays the same, else paste the HTTP request itself (POST /token HTTP/1.1, headers, an empty line, the body).`,
  );
}
