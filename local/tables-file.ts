// The file of Azurite's table service. Azurite treats a file that it cannot parse as empty, and overwrites it.
import { readFileSync } from 'node:fs';

/** @returns what is wrong with the file; undefined when it is good, or does not exist */
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
    return isOfAzurite ? undefined : 'it does not hold tables';
  } catch {
    return 'it is damaged or truncated';
  }
}
