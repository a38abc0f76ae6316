import { ConfigError } from './config-error.ts';
import { readTextFile } from './text-file.ts';

/** Reads UTF-8 or UTF-16. @throws ConfigError, without the parser's message, which quotes text that may be a secret */
export async function readJsonFile(setting: string, file: string): Promise<unknown> {
  const text = await readTextFile(file).catch((cause: NodeJS.ErrnoException) => {
    const isEncoding = cause.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
    throw new ConfigError([
      `${setting}: ${file} ${isEncoding ? 'is neither UTF-8 nor UTF-16' : `cannot be read (${cause.code})`}`,
    ]);
  });
  return parseJson(`${setting}: ${file}`, text);
}

/** @throws ConfigError */
export function parseJson(label: string, text: string): unknown {
  // An environment variable can have a byte order mark too, if a script read it from a file.
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (cause) {
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    const line = position === undefined ? '' : `, line ${json.slice(0, Number(position)).split('\n').length}`;
    throw new ConfigError([`${label} is not valid JSON${line}`]);
  }
}
