// What the options of curl for data make: a form, JSON, several parts, or a piece of the query.
import { CaptureError } from './captured-request.ts';
import type { GivenOption } from './curl-options.ts';

interface CurlBody {
  readonly type: string | undefined;
  readonly text: string;
}

const formType = 'application/x-www-form-urlencoded';
/** Any one will do: nobody compares it. */
const boundary = '------------------------tessera-explain';

/** What -d and its like give, each as it is sent. @throws CaptureError for one that names a file */
export function dataOf(given: readonly GivenOption[]): readonly string[] {
  return given.flatMap(({ action, value }) => {
    if (action === 'data' || action === 'json') return [notAFile(value, '@')];
    if (action === 'data-raw') return [value];
    return action === 'data-urlencode' ? [urlEncoded(value)] : [];
  });
}

/** What --url-query gives; behind a + it is sent as it is. @throws CaptureError for one that names a file */
export function queryOf(given: readonly GivenOption[]): readonly string[] {
  return given.flatMap(({ action, value }) =>
    action === 'url-query' ? [value.startsWith('+') ? value.slice(1) : urlEncoded(value)] : [],
  );
}

/** `text`, `=text`, `name=text`; with an @ instead of the = it names a file. */
function urlEncoded(value: string): string {
  const equals = value.indexOf('=');
  if (equals >= 0) {
    const encoded = encode(value.slice(equals + 1));
    return equals === 0 ? encoded : `${value.slice(0, equals)}=${encoded}`;
  }
  if (value.includes('@')) throw fileNamed();
  return encode(value);
}

function encode(text: string): string {
  const encoded = encodeURIComponent(text).replaceAll('%20', '+');
  return encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** @throws CaptureError when the value names a file by that mark */
export function notAFile(value: string, mark: string): string {
  if (value.startsWith(mark)) throw fileNamed();
  return value;
}

function fileNamed(): CaptureError {
  return new CaptureError('The command takes data from a file, which is not read here. Write the data in its place.');
}

/** Undefined when nothing is sent. @throws CaptureError for a file, and for -d beside -F */
export function bodyOf(given: readonly GivenOption[], data: readonly string[]): CurlBody | undefined {
  const parts = given.filter(({ action }) => action === 'form' || action === 'form-string');
  if (parts.length > 0 && data.length > 0) throw new CaptureError('curl sends either -d or -F, not both.');
  if (parts.length > 0) return multipart(parts);
  if (data.length === 0) return undefined;
  const isJson = given.some(({ action }) => action === 'json');
  return isJson ? { type: 'application/json', text: data.join('') } : { type: formType, text: data.join('&') };
}

function multipart(parts: readonly GivenOption[]): CurlBody {
  const written = parts.map(({ action, value }) => {
    const [name = '', ...rest] = value.split('=');
    const content = rest.join('=');
    if (action === 'form') notAFile(notAFile(content, '@'), '<');
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
  });
  return { type: `multipart/form-data; boundary=${boundary}`, text: `${written.join('')}--${boundary}--\r\n` };
}
