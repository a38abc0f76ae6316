import { encodingOf } from '../../shared/base/text-file.ts';
import { type CapturedRequest, CaptureError } from './captured-request.ts';
import { readCurl } from './curl-request.ts';
import { readHttpMessage } from './http-message.ts';
import { shellWords } from './shell-words.ts';

/** Bytes. The service reads 65,536 of a body, and refuses larger ones. */
const maxCaptureBytes = 4_194_304;

const curlCommand = /^\s*(?:[$#>%]\s+)?(?:[^\s'"]*[/\\])?curl(?:\.exe)?(?=[\s\\]|$)/;

const copyAgain = 'In the browser choose "Copy as cURL (bash)", or paste the HTTP request itself.';

interface Unsupported {
  readonly looks: RegExp;
  readonly name: string;
}

const otherPrograms: readonly Unsupported[] = [
  {
    looks: /^\s*(?:PS [^>\n]*>\s*)?(?:\$\w+\s*=|Invoke-(?:WebRequest|RestMethod)\b|iwr\b|irm\b)/i,
    name: 'a PowerShell command',
  },
  { looks: /^\s*(?:await\s+)?fetch\(/, name: 'a call of fetch in JavaScript' },
  { looks: /^\s*(?:[$#>%]\s+)?(?:wget|https?|xh)\s+\S/, name: 'a command of another program than curl' },
];

const otherShells: readonly Unsupported[] = [
  { looks: /(?:^|[ \t])\^(?:"|\r?\n)/, name: 'cmd.exe' },
  { looks: /`[ \t]*\r?\n/, name: 'PowerShell' },
];

/** @throws CaptureError */
export function readCapture(bytes: Uint8Array): CapturedRequest {
  if (bytes.byteLength > maxCaptureBytes)
    throw new CaptureError(`The request is longer than ${maxCaptureBytes} bytes.`);
  // PowerShell's > writes UTF-16. The body of an HTTP message may be no text: its bytes stay as they are.
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const [prompt] = curlCommand.exec(text) ?? [];
  if (prompt !== undefined) return readCommand(`curl${text.slice(prompt.length)}`);
  const program = otherPrograms.find(({ looks }) => looks.test(text));
  if (program) throw new CaptureError(`This is ${program.name}, which is not supported. ${copyAgain}`);
  return readHttpMessage(encoding === 'utf-8' ? bytes : Buffer.from(text));
}

/** @throws CaptureError, which names the shell when the command is written for another one */
function readCommand(text: string): CapturedRequest {
  try {
    return readCurl(shellWords(text));
  } catch (thrown) {
    // Also a command for bash may contain such characters, so it is read first.
    const shell = otherShells.find(({ looks }) => looks.test(text));
    if (!(thrown instanceof CaptureError) || !shell) throw thrown;
    throw new CaptureError(`The command is written for ${shell.name}, which is not supported. ${copyAgain}`);
  }
}
