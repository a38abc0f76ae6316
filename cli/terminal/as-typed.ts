// How commands name themselves in what they print: as the operator types them.
import { basename, relative } from 'node:path';
import { isCheckout } from '../../local/environment.ts';

interface Form {
  /** Whether stdout is for a script or a file; npm prints its banner there. */
  readonly isSilent?: boolean;
}

/** @param command with its arguments, such as `keys list`; empty for the command line itself */
export function asTyped(command: string, { isSilent = false }: Form = {}): string {
  return `${isCheckout ? `npm run ${isSilent ? '--silent ' : ''}tessera --` : nameOf(process.argv[1] ?? '')} ${command}`.trim();
}

/** @param document its path in a checkout: the command line as one file comes without documents */
export function documentName(document: string): string {
  return isCheckout ? document : `${document} in the repository of Tessera`;
}

/** A script by its path, and a `bin` by its name. */
function nameOf(script: string): string {
  const name = basename(script);
  if (!/\.[cm]?js$/.test(name)) return name;
  const short = relative(process.cwd(), script);
  const path = short.startsWith('..') ? script : short;
  return `node ${/^[\w./\\:-]+$/.test(path) ? path : `"${path}"`}`;
}
