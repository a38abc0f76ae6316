// A request that was saved as a `curl` command or as an HTTP message.
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';

export interface CapturedRequest {
  readonly method: string;
  /** `host:port` in lower case; undefined if the capture does not have it. */
  readonly host: string | undefined;
  /** Path and query; begins with a slash. */
  readonly target: string;
  /** Names may repeat. */
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  /** Where the author may have meant something else. */
  readonly remarks: readonly string[];
}

export type Header = readonly [name: string, value: string];

/** Why a capture cannot be read. The message repeats names only: values may be secrets. */
export class CaptureError extends CommandError {
  constructor(message: string) {
    super(message, { exitCode: exitCodes.usage });
  }
}

/** The methods for which the Functions host calls the service. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** @throws CaptureError */
export function checkMethod(method: string): string {
  if (methods.includes(method)) return method;
  throw new CaptureError(
    `The method must be one of ${methods.join(', ')}: for any other, the host answers 404 without asking the service.`,
  );
}

/** RFC 9110 §5.1 and §5.5. @throws CaptureError */
export function checkHeader(name: string, value: string): Header {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/.test(name)) throw new CaptureError('A header has an invalid name.');
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
    throw new CaptureError(`The header ${name} has characters that are not allowed in a header.`);
  }
  return [name, value.trim()];
}
