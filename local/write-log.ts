import { StartError } from './start-error.ts';
import { terminalLine } from './terminal-line.ts';

type LogStream = Pick<NodeJS.WriteStream, 'isTTY' | 'write'> & { hasColors?(): boolean };

/**
 * Returns what writes the log of `npm start`: readable lines on a terminal, JSON otherwise. Node.js says whether the terminal
 * shows colours, and goes by NO_COLOR and FORCE_COLOR.
 * @param format the setting LOG @throws StartError
 */
export function logWriter(format: string | undefined, stream: LogStream): (message: string) => void {
  if (format !== undefined && format !== 'json') {
    throw new StartError(`LOG is "${format}"; set json, or leave it out: LOG=json npm start`);
  }
  if (!stream.isTTY || format === 'json') return (message) => void stream.write(`${message}\n`);
  const hasColours = stream.hasColors?.() ?? false;
  return (message) => void stream.write(`${terminalLine(message, { now: new Date(), hasColours })}\n`);
}
