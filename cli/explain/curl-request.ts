// What curl would send. The command is read, never run.
import { type CapturedRequest, CaptureError, checkHeader, checkMethod, type Header } from './captured-request.ts';
import { bodyOf, dataOf, notAFile, queryOf } from './curl-body.ts';
import { type CurlAction, curlOptions, type GivenOption } from './curl-options.ts';
import type { ShellWords } from './shell-words.ts';

/**
 * @param words behind the word `curl`
 * @throws CaptureError
 */
export function readCurl({ words, endedAt }: ShellWords): CapturedRequest {
  const given = readOptions(words);
  const all = (action: CurlAction) => given.flatMap((each) => (each.action === action ? [each.value] : []));
  const isGiven = (action: CurlAction) => given.some((each) => each.action === action);
  if (isGiven('next') || all('url').length > 1) throw new CaptureError('The command sends several requests. Give one.');
  if (isGiven('file')) throw new CaptureError('The command reads a file, which is not read here. Write it out.');

  const url = readUrl(all('url')[0]);
  const data = dataOf(given);
  const isQuery = isGiven('get');
  const body = isQuery ? undefined : bodyOf(given, data);
  const query = [url.search.slice(1), ...(isQuery ? data : []), ...queryOf(given)]
    .filter((part) => part !== '')
    .join('&');
  const byDefault = isGiven('head') ? 'HEAD' : body ? 'POST' : 'GET';
  return {
    method: checkMethod(all('method').at(-1) ?? byDefault),
    host: url.host,
    target: url.pathname + (query === '' ? '' : `?${query}`),
    headers: headersOf(all('header'), [
      ...(isGiven('json') ? ([['Accept', 'application/json']] as const) : []),
      ...(body?.type === undefined ? [] : [['Content-Type', body.type] as const]),
      ...authorization(all('user').at(-1) ?? userOf(url), all('bearer').at(-1)),
    ]),
    body: Buffer.from(body?.text ?? ''),
    remarks: remarksOf(endedAt),
  };
}

function remarksOf(endedAt: string | undefined): readonly string[] {
  if (endedAt === '&') return ['The command ends at an & that stands in no quotes: a shell sends nothing behind it.'];
  return endedAt === '\n' ? ['The command ends with its line: a line that goes on ends with a backslash.'] : [];
}

/** @throws CaptureError for an option that is not known */
function readOptions(words: readonly string[]): readonly GivenOption[] {
  const given: GivenOption[] = [];
  // From its end: taking the first of many moves all others.
  const rest = [...words].reverse();
  let areOptionsOver = false;
  for (let word = rest.pop(); word !== undefined; word = rest.pop()) {
    if (areOptionsOver || !word.startsWith('-') || word === '-') given.push({ action: 'url', value: word });
    else if (word === '--') areOptionsOver = true;
    else if (word.startsWith('--')) given.push(...take(word, undefined, rest));
    else given.push(...readLetters(word, rest));
  }
  return given;
}

/** Several letters may share a hyphen; what follows one that has a value is the value. */
function readLetters(word: string, rest: string[]): readonly GivenOption[] {
  const given: GivenOption[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const name = `-${word[at]}`;
    const attached = word.slice(at + 1);
    given.push(...take(name, attached === '' ? undefined : attached, rest));
    if (curlOptions.get(name)?.hasValue) break;
  }
  return given;
}

function take(name: string, attached: string | undefined, rest: string[]): readonly GivenOption[] {
  const option = curlOptions.get(name);
  if (!option) {
    const [shown] = /^--?[A-Za-z0-9.-]{1,40}/.exec(name) ?? ['of that name'];
    throw new CaptureError(
      `The curl option ${shown} is not known here. Leave it out if the request is the same without it.`,
    );
  }
  const value = option.hasValue ? (attached ?? rest.pop()) : '';
  if (value === undefined) throw new CaptureError(`The curl option ${name} has no value.`);
  return option.action === undefined ? [] : [{ action: option.action, value }];
}

/** As curl does: without a scheme it is http. @throws CaptureError */
function readUrl(sent: string | undefined): URL {
  if (sent === undefined) throw new CaptureError('The command names no URL.');
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(sent) ? sent : `http://${sent}`;
  const read = URL.canParse(url) ? new URL(url) : undefined;
  if (read?.protocol === 'http:' || read?.protocol === 'https:') return read;
  throw new CaptureError('The command has a word that is neither an option nor the URL of a web server.');
}

function userOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return `${username}:${password}`;
  }
}

function authorization(user: string | undefined, bearer: string | undefined): readonly Header[] {
  if (bearer !== undefined) return [['Authorization', `Bearer ${bearer}`]];
  if (user === undefined) return [];
  const pair = user.includes(':') ? user : `${user}:`;
  return [['Authorization', `Basic ${Buffer.from(pair).toString('base64')}`]];
}

/** Those of -H, and what curl adds by itself unless -H says otherwise: `Name:` is for none, `Name;` for an empty one. */
function headersOf(sent: readonly string[], own: readonly Header[]): readonly Header[] {
  const named = sent.map((line) => {
    notAFile(line, '@');
    const [, name = '', mark = '', value = ''] = /^([^:;]*)([:;]?)([\s\S]*)$/.exec(line) ?? [];
    const isLeftOut = mark === '' || (mark === ':' && value.trim() === '') || (mark === ';' && value.trim() !== '');
    // Bytes of UTF-8, as curl sends them.
    const header = checkHeader(name.trim(), Buffer.from(value).toString('latin1'));
    return { header, isLeftOut };
  });
  const isNamed = (name: string) => named.some(({ header }) => header[0].toLowerCase() === name.toLowerCase());
  return [
    ...named.flatMap(({ header, isLeftOut }) => (isLeftOut ? [] : [header])),
    ...own
      .filter(([name]) => !isNamed(name))
      .map(([name, value]) => checkHeader(name, Buffer.from(value).toString('latin1'))),
  ];
}
