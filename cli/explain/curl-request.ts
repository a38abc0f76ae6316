// The request that a curl command would send. The command is read, never run.
import { type CapturedRequest, CaptureError, checkHeader, checkMethod, type Header } from './captured-request.ts';
import { type CurlArgument, type CurlOption, readCurlOptions } from './curl-options.ts';
import type { ShellWords } from './shell-words.ts';

/** @throws CaptureError */
export function readCurl({ words, remarks }: ShellWords): CapturedRequest {
  const given = readCurlOptions(words.slice(1));
  const all = (name: CurlOption) => given.flatMap((each) => (each.name === name ? [each.value] : []));
  const url = readUrl(all('url'));
  const data = given.flatMap(dataOf);
  const isJson = all('json').length > 0;
  const isQuery = all('get').length > 0;
  const hasBody = data.length > 0 && !isQuery;
  const byDefault = all('head').length > 0 ? 'HEAD' : hasBody ? 'POST' : 'GET';
  const query = [url.search.slice(1), ...(isQuery ? data : [])].filter((part) => part !== '').join('&');
  return {
    method: checkMethod(all('request').at(-1) ?? byDefault),
    host: url.host,
    target: url.pathname + (query === '' ? '' : `?${query}`),
    headers: headersOf(all('header'), [
      ...(isJson ? ([['Accept', 'application/json']] as const) : []),
      ...(hasBody
        ? [['Content-Type', isJson ? 'application/json' : 'application/x-www-form-urlencoded'] as const]
        : []),
      ...all('user').slice(-1).map(basicHeader),
      ...cookieHeader(all('cookie')),
    ]),
    body: Buffer.from(hasBody ? data.join(isJson ? '' : '&') : ''),
    remarks,
  };
}

/** As curl does: without a scheme it is http. @throws CaptureError */
function readUrl([sent, ...others]: readonly string[]): URL {
  if (sent === undefined) throw new CaptureError('The command has no URL.');
  if (others.length > 0) throw new CaptureError('The command sends several requests. Give one.');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(sent) ? sent : `http://${sent}`;
  const read = URL.canParse(url) ? new URL(url) : undefined;
  if (read?.protocol !== 'http:' && read?.protocol !== 'https:') {
    throw new CaptureError('The command has a word that is neither an option nor the URL of a web server.');
  }
  if (read.username !== '' || read.password !== '') {
    throw new CaptureError('The URL contains credentials. Write them as -u CLIENT_ID:CLIENT_SECRET.');
  }
  return read;
}

/** What one option sends. @throws CaptureError for one that names a file */
function dataOf({ name, value }: CurlArgument): readonly string[] {
  if (name === 'data-raw') return [value];
  if (name === 'data-urlencode') return [urlEncoded(value)];
  return name === 'json' || name.startsWith('data') ? [requireNoFile(value)] : [];
}

/** `text`, `=text` or `name=text`; an @ instead of the = names a file. */
function urlEncoded(value: string): string {
  const [, name = '', text = value] = /^([^=]*)=([\s\S]*)$/.exec(value) ?? [];
  if (!value.includes('=') && value.includes('@')) throw fileNamed();
  const encoded = encodeURIComponent(text).replaceAll('%20', '+');
  const exact = encoded.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return name === '' ? exact : `${name}=${exact}`;
}

function requireNoFile(value: string): string {
  if (value.startsWith('@')) throw fileNamed();
  return value;
}

function fileNamed(): CaptureError {
  return new CaptureError('The command reads a file, which is not read here. Write its content in its place.');
}

function basicHeader(user: string): Header {
  return ['Authorization', `Basic ${Buffer.from(user.includes(':') ? user : `${user}:`).toString('base64')}`];
}

/** Without an = it names a file. */
function cookieHeader(cookies: readonly string[]): readonly Header[] {
  if (cookies.some((each) => !each.includes('='))) throw fileNamed();
  return cookies.length > 0 ? [['Cookie', cookies.join('; ')]] : [];
}

/** Those of -H, and what curl adds by itself unless -H says otherwise: `Name:` is for none, `Name;` for an empty one. */
function headersOf(sent: readonly string[], own: readonly Header[]): readonly Header[] {
  const named = sent.map((line) => {
    const [, name = '', mark, value = ''] = /^([^:;]*)([:;]?)([\s\S]*)$/.exec(requireNoFile(line)) ?? [];
    const isSent = mark === ':' ? value.trim() !== '' : mark === ';' && value.trim() === '';
    return { header: headerOf(name.trim(), value), isSent };
  });
  const names = new Set(named.map(({ header: [name] }) => name.toLowerCase()));
  return [
    ...named.flatMap(({ header, isSent }) => (isSent ? [header] : [])),
    ...own.flatMap(([name, value]) => (names.has(name.toLowerCase()) ? [] : [headerOf(name, value)])),
  ];
}

/** In bytes of UTF-8, as curl sends them. */
function headerOf(name: string, value: string): Header {
  return checkHeader(name, Buffer.from(value).toString('latin1'));
}
