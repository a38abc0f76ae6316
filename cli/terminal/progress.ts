import { countOf } from './output.ts';

/** Fewer are done before anybody wonders. */
const minShown = 100;

/** A line on stderr that follows the work, if stderr is a terminal. @returns to be called with the number that is done */
export function showProgress(total: number, stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr) {
  const isShown = Boolean(stream.isTTY) && total >= minShown;
  let shown = '';
  return {
    advance(done: number): void {
      const percent = `${Math.floor((100 * done) / total)} %`;
      if (!isShown || percent === shown) return;
      shown = percent;
      stream.write(`\r${countOf(done)} of ${countOf(total)} (${percent})`);
    },
    /** Removes the line, so that the result begins on an empty one. */
    end(): void {
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}
