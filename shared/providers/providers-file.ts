// Reads PROVIDERS_FILE once, at start-up: its providers do not change while the process runs.
import { ConfigError } from '../base/config-error.ts';
import { readJsonFile } from '../base/json-file.ts';
import type { Provider } from './provider-record.ts';
import { readProvider } from './read-provider.ts';

/** @throws ConfigError that lists every problem of every record */
export async function readProvidersFile(file: string): Promise<readonly Provider[]> {
  const records = await readJsonFile('PROVIDERS_FILE', file);
  if (!Array.isArray(records)) throw new ConfigError([`PROVIDERS_FILE: ${file} must be an array of provider records`]);
  const read = records.map((record: unknown) => readProvider(record));
  const providers = read.filter((each): each is Provider => !('problems' in each));
  const problems = read.flatMap((each, index) => {
    const id: unknown = records[index]?.id;
    const label = `PROVIDERS_FILE: record ${index + 1}${typeof id === 'string' ? ` (${id})` : ''}`;
    const isRepeated = !('problems' in each) && providers.find((other) => other.id === each.id) !== each;
    const found = 'problems' in each ? each.problems : isRepeated ? ['duplicate id'] : [];
    return found.map((problem) => `${label}: ${problem}`);
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return providers;
}
