import { countOf } from './output.ts';

/** Fewer are done before anybody wonders. */
const minShown = 100;

/** A terminal cannot show more, and each takes a write. */
const minPauseMs = 100;

interface Work {
  /** In the plural: `clients`. */
  readonly nouns: string;
  /** Undefined if it is not known before the end. */
  readonly total?: number;
}

export interface Progress {
  /** @param done so far, in total */
  advance(done: number): void;
  /** Removes the line, so that the result begins on an empty one. */
  end(): void;
}

/** A line on stderr that follows the work, if stderr is a terminal: `4,200 of 10,000 clients`. */
export function showProgress(
  { nouns, total }: Work,
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  now: () => number = () => performance.now(),
): Progress {
  const isShown = Boolean(stream.isTTY) && (total === undefined || total >= minShown);
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    advance(done) {
      if (!isShown || done < minShown || (done !== total && now() - shownAt < minPauseMs)) return;
      shownAt = now();
      stream.write(`\r${countOf(done)}${total === undefined ? '' : ` of ${countOf(total)}`} ${nouns}`);
    },
    end() {
      if (shownAt > Number.NEGATIVE_INFINITY) stream.write('\r\u001b[K');
    },
  };
}

/** Passes on what is read, and shows how much that is. @param nouns in the plural, with a participle: `grants read` */
export async function* withProgress<T>(items: AsyncIterable<T>, nouns: string): AsyncGenerator<T> {
  const progress = showProgress({ nouns });
  let done = 0;
  try {
    for await (const item of items) {
      done += 1;
      progress.advance(done);
      yield item;
    }
  } finally {
    progress.end();
  }
}
