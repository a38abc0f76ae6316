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
  const write = lineWriter(stream);
  if (!stream.isTTY || format === 'json') return write;
  const hasColours = stream.hasColors?.() ?? false;
  return (message) => write(terminalLine(message, { now: new Date(), hasColours }));
}

/** Joins the lines of one turn of the event loop: to a file and to a pipe Node.js writes while all else waits. */
function lineWriter(stream: LogStream): (line: string) => void {
  let lines = '';
  function flush(): void {
    if (lines !== '') stream.write(lines);
    lines = '';
  }
  process.on('exit', flush);
  return (line) => {
    if (lines === '') setImmediate(flush);
    lines += `${line}\n`;
  };
}
