// The settings of an app in Azure, as `az functionapp config appsettings list` prints them, in place of those of this machine.
import { parseJson } from '../../shared/base/json-file.ts';
import type { Variables } from '../deployment/operator-settings.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { readText } from '../terminal/read-text.ts';
import type { Finding } from './finding.ts';

export interface AppSettings {
  /** As the app has them, but for references. */
  readonly variables: Variables;
  /** Names of settings that only Azure can resolve. */
  readonly references: readonly string[];
  /** The names of all that is set. */
  readonly names: readonly string[];
  readonly from: string;
}

/** A complete reference: Azure gives the app what it refers to. */
const referencePattern = /^@Microsoft\.(?:KeyVault|AppConfiguration)\(.+\)$/i;

/** @param file its path, or - for stdin @throws CommandError, ConfigError */
export async function readAppSettings(file: string): Promise<AppSettings> {
  const entries = entriesOf(parseJson(file, await readText(file)));
  if (entries === undefined) {
    throw new CommandError(
      `${file} is not what az functionapp config appsettings list prints: a list of objects with name and value, or one object with the values by name.`,
    );
  }
  const set = entries.filter(([, value]) => value !== '');
  const references = set.flatMap(([name, value]) => (referencePattern.test(value.trim()) ? [name] : []));
  const own = set.filter(([name]) => !references.includes(name));
  return { variables: Object.fromEntries(own), references, names: set.map(([name]) => name), from: file };
}

function entriesOf(value: unknown): readonly (readonly [name: string, value: string])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) {
    const members = Object.entries(value).map(([name, each]: [string, unknown]) => [name, each] as const);
    return members.every((member): member is [string, string] => typeof member[1] === 'string') ? members : undefined;
  }
  const entries = value.map((each: unknown) => {
    if (typeof each !== 'object' || each === null || !('name' in each) || !('value' in each)) return undefined;
    return [String(each.name), typeof each.value === 'string' ? each.value : ''] as const;
  });
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

export function referenceHints({ references }: AppSettings): readonly Finding[] {
  if (references.length === 0) return [];
  const what = `${references.join(', ')}: a reference that only Azure resolves, and that is not checked here`;
  return [
    {
      check: 'settings',
      is: 'hint',
      what,
      todo: 'look at Environment variables of the app in the portal: it marks a reference that cannot be resolved',
    },
  ];
}

/** Paths on the instances of the app. */
const files = ['KEYS_FILE', 'CLIENTS_FILE', 'PROVIDERS_FILE'];

export function fileHints(variables: Variables): readonly Finding[] {
  const set = files.filter((name) => variables[name] !== undefined);
  if (set.length === 0) return [];
  const what = `${set.join(', ')}: a file of the app, which is not checked here`;
  return [{ check: 'settings', is: 'hint', what, todo: 'run doctor where that file is' }];
}

/** Settings of the identity that the app has and this machine does not: here that of `az login` is used. */
const identitySettings = ['GRANTS_STORAGE__credential', 'GRANTS_STORAGE__clientId', 'AZURE_CLIENT_ID'];

/** Without what only the app has: its identity and its files. */
export function asSeenFromHere(variables: Variables): Variables {
  const isOfApp = (name: string) =>
    files.includes(name) ||
    identitySettings.some((each) => each.toLowerCase() === name.replace(':', '__').toLowerCase());
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isOfApp(name)));
}
