import { readFile } from 'node:fs/promises';
import { SettingsError } from './settings-error.ts';

/**
 * Reads a JSON file that a setting names. The parser's own message quotes the text, which may hold a secret: it is not repeated.
 * @throws SettingsError
 */
export async function readJsonFile(setting: string, file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new SettingsError([`${setting}: ${file} cannot be read (${cause.code})`]);
  });
  return parseJson(`${setting}: ${file}`, text);
}

/** @throws SettingsError */
export function parseJson(label: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    const line = position === undefined ? '' : `, line ${text.slice(0, Number(position)).split('\n').length}`;
    throw new SettingsError([`${label} is not valid JSON${line}`]);
  }
}
