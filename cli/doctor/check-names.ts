// Settings that nobody reads: members of settings that have none, misspelt names, and what a plan of Azure does not take.
import * as settingsSchema from '../../shared/settings/settings.schema.json';
import type { Finding } from './finding.ts';

const known = Object.keys(settingsSchema.schema.properties);

/** GRANTS_STORAGE has members; the check of the settings names those that are unknown. */
const withMembers = ['GRANTS_STORAGE'];

/** On Flex Consumption the plan says this, and a deployment fails or ignores it. */
const notOnFlex = [
  'FUNCTIONS_WORKER_RUNTIME',
  'FUNCTIONS_EXTENSION_VERSION',
  'WEBSITE_NODE_DEFAULT_VERSION',
  'WEBSITE_RUN_FROM_PACKAGE',
  'SCM_DO_BUILD_DURING_DEPLOYMENT',
];

/** Letters that a typing error changes, leaves out, adds or swaps: short names are like too many others. */
const maxTypos = (name: string): number => (name.length < 6 ? 0 : name.length < 10 ? 1 : 2);

/** @param names of what is set, which may be the whole environment of a machine */
export function checkNames(names: readonly string[]): readonly Finding[] {
  return names.flatMap((name) => (known.includes(name) ? [] : [memberOfNone(name) ?? misspelt(name) ?? []].flat()));
}

function memberOfNone(name: string): Finding | undefined {
  const [base = '', member] = name.split(/__|:/, 2);
  const setting = known.find((each) => each === base.toUpperCase());
  if (member === undefined || setting === undefined || withMembers.includes(setting)) return undefined;
  const todo = `${setting} has no members: set ${setting} itself`;
  return { check: 'settings', is: 'wrong', what: `${name} is not read by Tessera`, todo };
}

/** A name in other letters is surely a mistake; one with a typing error may belong to something else. */
function misspelt(name: string): Finding | undefined {
  // Members are read in any letter case.
  const [base = '', member] = name.split(/__|:/, 2);
  if (member !== undefined && withMembers.includes(base.toUpperCase())) return undefined;
  const closest = known
    .map((each) => ({ each, typos: typosBetween(name.toUpperCase(), each.toUpperCase()) }))
    .toSorted((one, other) => one.typos - other.typos)[0];
  if (!closest || closest.typos > maxTypos(name)) return undefined;
  const is = closest.typos === 0 ? 'wrong' : 'hint';
  return { check: 'settings', is, what: `${name} is not read by Tessera`, todo: `did you mean ${closest.each}?` };
}

/** @param names of the settings of an app in Azure, with their values */
export function checkPlatform(variables: Readonly<Record<string, string>>): readonly Finding[] {
  const superfluous = notOnFlex.filter((name) => variables[name] !== undefined);
  const onFlex: readonly Finding[] =
    superfluous.length === 0
      ? []
      : [
          {
            check: 'settings',
            is: 'hint',
            what: `${superfluous.join(', ')}: not for Flex Consumption`,
            todo: 'remove them if the app is on that plan, which has its runtime and its package elsewhere',
          },
        ];
  const isShared = /AccountKey=|SharedAccessSignature=/i.test(variables.AzureWebJobsStorage ?? '');
  const shared: readonly Finding[] = isShared
    ? [
        {
          check: 'settings',
          is: 'hint',
          what: 'AzureWebJobsStorage has a key of its storage account',
          todo: 'use the identity of the app: AzureWebJobsStorage__credential, __clientId and __blobServiceUri',
        },
      ]
    : [];
  return [...onFlex, ...shared];
}

/** Optimal string alignment: Levenshtein's distance, with two swapped letters as one typing error. */
function typosBetween(one: string, other: string): number {
  const rows: number[][] = [[...Array(other.length + 1).keys()]];
  for (const [index, letter] of [...one].entries()) {
    const row = [index + 1];
    const above = rows[index] ?? [];
    for (const [column, against] of [...other].entries()) {
      const replaced = (above[column] ?? 0) + (letter === against ? 0 : 1);
      const isSwapped = letter === other[column - 1] && one[index - 1] === against;
      const swapped = isSwapped ? (rows[index - 1]?.[column - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, (above[column + 1] ?? 0) + 1, (row[column] ?? 0) + 1));
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
