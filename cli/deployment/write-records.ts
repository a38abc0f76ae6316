// Writes many records, some at a time. After a failure it starts no other, and the error says what is done and what is left.
import { semaphore } from '../../shared/base/semaphore.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { CommandError, exitCodes } from '../terminal/exit-codes.ts';
import { counted } from '../terminal/output.ts';
import { showProgress } from '../terminal/progress.ts';

interface Write<T> {
  /** What one of them is called: `user`. */
  readonly noun: string;
  readonly nameOf: (record: T) => string;
  /** @throws CommandError: it is not written; StoreUnavailableError: it may be written */
  readonly write: (record: T) => Promise<void>;
}

const maxConcurrentWrites = 16;
/** Named in an error; the others are counted. */
const maxNamesShown = 10;

/** @throws CommandError */
export async function writeRecords<T>(records: readonly T[], { noun, nameOf, write }: Write<T>): Promise<void> {
  const limited = semaphore(maxConcurrentWrites);
  const progress = showProgress({ nouns: `${noun}s`, total: records.length });
  const done = new Set<T>();
  const failed = new Map<T, StoreUnavailableError | CommandError>();
  let isStopped = false;
  try {
    await Promise.all(
      records.map((record) =>
        limited(async () => {
          if (isStopped) return;
          try {
            await write(record);
          } catch (thrown) {
            isStopped = true;
            if (!(thrown instanceof StoreUnavailableError || thrown instanceof CommandError)) throw thrown;
            failed.set(record, thrown);
            return;
          }
          done.add(record);
          progress.advance(done.size);
        }),
      ),
    );
  } finally {
    progress.end();
  }
  const [first] = failed.values();
  if (first === undefined) return;
  const unknown = [...failed].filter(([, thrown]) => thrown instanceof StoreUnavailableError).map(([record]) => record);
  const refused = [...failed.keys()].filter((record) => !unknown.includes(record));
  const left = records.filter((record) => !done.has(record) && !failed.has(record));
  const lines = [
    `The import stopped: ${first.message.replace(/\.$/, '')}.`,
    `Done: ${counted(done.size, noun)}.`,
    ...(unknown.length > 0 ? [`May or may not be done: ${named(unknown.map(nameOf))}.`] : []),
    ...(refused.length > 0 ? [`Not done: ${named(refused.map(nameOf))}.`] : []),
    ...(left.length > 0 ? [`Not done yet: ${named(left.map(nameOf))}.`] : []),
    'Run the command again: it skips what is done.',
  ];
  const exitCode = unknown.length > 0 ? exitCodes.storeUnreachable : exitCodes.refused;
  throw new CommandError(lines.join('\n'), { exitCode, cause: first });
}

function named(names: readonly string[]): string {
  const more = names.length - maxNamesShown;
  return [...names.slice(0, maxNamesShown), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
