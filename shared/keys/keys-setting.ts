// Parses the setting KEYS, and recognizes common mistakes. No message quotes the value, since it may be a key ring.

import { ConfigError } from '../base/config-error.ts';
import { parseJson } from '../base/json-file.ts';
import { unresolvedReference } from '../base/unresolved-reference.ts';

/** @throws ConfigError */
export function parseKeysSetting(text: string): unknown {
  const unresolved = unresolvedReference('KEYS', text);
  if (unresolved !== undefined) throw new ConfigError([unresolved]);
  try {
    return parseJson('KEYS', text);
  } catch (thrown) {
    const mistake = mistakes.find(({ looks }) => looks.test(text.trim()));
    throw mistake ? new ConfigError([`KEYS: ${mistake.problem}`]) : thrown;
  }
}

const mistakes: readonly { readonly looks: RegExp; readonly problem: string }[] = [
  { looks: /^https?:\/\//i, problem: 'it is a URL, and not the key ring as JSON' },
  {
    looks: /^(?:file:|~|\.{0,2}[\\/]|[A-Za-z]:[\\/])|^[^{[]*\.json$/i,
    problem: 'it is the path of a file, and not the key ring as JSON; a path is set as KEYS_FILE',
  },
  {
    looks: /^\{\s*\\+"/,
    problem: 'its quotes have backslashes before them; set the JSON as it is in the file',
  },
  {
    looks: /^\{\s*\w+\s*:/,
    problem: 'it has lost its quotes, which a shell takes away; put the whole JSON in single quotes, or use KEYS_FILE',
  },
  { looks: /^['`]\s*\{/, problem: 'it has quotes around the JSON; set the JSON as it is in the file' },
  { looks: /^eyJ?[\w+/=-]+$|^ew[\w+/=-]+$/, problem: 'it is encoded (base64); set the JSON as it is in the file' },
];
