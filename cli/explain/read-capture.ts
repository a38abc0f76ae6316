import { decodeText, encodingOf } from '../../shared/base/text-file.ts';
import { type CapturedRequest, CaptureError } from './captured-request.ts';
import { cmdWords, isOfCmd } from './cmd-words.ts';
import { readCurl } from './curl-request.ts';
import { readHttpMessage } from './http-message.ts';
import { shellWords } from './shell-words.ts';

/** Bytes. The service reads 65,536 of a body, and refuses larger ones. */
const largestCapture = 4_194_304;

const curlCommand = /^\s*(?:[$#>%]\s+)?(?:[^\s'"]*[/\\])?curl(?:\.exe)?(?=[\s\\]|$)/;

/** @throws CaptureError */
export function readCapture(bytes: Uint8Array): CapturedRequest {
  if (bytes.byteLength > largestCapture) throw new CaptureError(`The request is longer than ${largestCapture} bytes.`);
  // PowerShell's > writes UTF-16. An HTTP message may have a body that is no text: its bytes stay as they are.
  const isWide = encodingOf(bytes) !== 'utf-8';
  const text = isWide
    ? wideText(bytes)
    : Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\ufeff/, '');
  const [prompt] = curlCommand.exec(text) ?? [];
  if (prompt !== undefined) return readCommand(text.slice(prompt.length));
  const program = otherPrograms.find(({ looks }) => looks.test(text));
  if (program) throw new CaptureError(`It is ${program.name}, which is not read here. ${copyAgain}`);
  return readHttpMessage(isWide ? Buffer.from(text) : bytes);
}

/** @throws CaptureError */
function wideText(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch {
    throw new CaptureError('The file begins as UTF-16, and goes on as something else. Save it as UTF-8.');
  }
}

const copyAgain = 'In the browser choose "Copy as cURL (bash)", or give the HTTP request itself.';

const otherPrograms: readonly { readonly looks: RegExp; readonly name: string }[] = [
  {
    looks: /^\s*(?:PS [^>\n]*>\s*)?(?:\$\w+\s*=|Invoke-(?:WebRequest|RestMethod)\b|iwr\b|irm\b)/i,
    name: 'a PowerShell command',
  },
  { looks: /^\s*(?:await\s+)?fetch\(/, name: 'a call of fetch in JavaScript' },
  { looks: /^\s*(?:[$#>%]\s+)?(?:wget|https?|xh)\s+\S/, name: 'a command of another program than curl' },
];

/** @throws CaptureError, which names the shell when the command is written for another one */
function readCommand(text: string): CapturedRequest {
  try {
    return readCurl(shellWords(text));
  } catch (thrown) {
    if (!(thrown instanceof CaptureError)) throw thrown;
    // A POSIX shell may have a caret before a quote too, so that its reading comes first.
    if (isOfCmd(text)) return readCurl(cmdWords(text));
    if (!/`[ \t]*\r?\n/.test(text)) throw thrown;
    throw new CaptureError(
      'The command is written for PowerShell, whose lines go on with a backtick: end them with a backslash, or choose "Copy as cURL (bash)" in the browser.',
    );
  }
}
