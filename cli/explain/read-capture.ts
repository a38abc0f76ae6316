import { type CapturedRequest, CaptureError } from './captured-request.ts';
import { readCurl } from './curl-request.ts';
import { readHttpMessage } from './http-message.ts';

/** Bytes. The service reads 65,536 of a body, and refuses larger ones. */
const largestCapture = 4_194_304;

const curlCommand = /^\s*(?:[$#>%]\s+)?(?:[^\s'"]*[/\\])?curl(?:\.exe)?(?=[\s\\]|$)/;

/** @throws CaptureError */
export function readCapture(bytes: Uint8Array): CapturedRequest {
  if (bytes.byteLength > largestCapture) throw new CaptureError(`The request is longer than ${largestCapture} bytes.`);
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const [prompt] = curlCommand.exec(text) ?? [];
  return prompt === undefined ? readHttpMessage(bytes) : readCurl(text.slice(prompt.length));
}
