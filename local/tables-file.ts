// The file of Azurite's table service. Azurite takes what is no file of its own for an empty one, and overwrites it.
import { readFileSync } from 'node:fs';

/** What is wrong with the file, if anything; nothing is when it is not there. */
export function problemOfTables(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : `it cannot be read (${code})`;
  }
  if (text.trim() === '') return 'it is empty';
  try {
    const value: unknown = JSON.parse(text);
    const isOfAzurite =
      typeof value === 'object' && value !== null && 'collections' in value && Array.isArray(value.collections);
    return isOfAzurite ? undefined : 'it holds something else than tables';
  } catch {
    return 'it is damaged, or cut off';
  }
}
