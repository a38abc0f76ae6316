// Reads GRANTS_STORAGE: a connection string, or the prefix of an identity-based connection, written as the Functions host reads
// them: GRANTS_STORAGE__accountName, or with a colon instead of `__`, in any letter case.
import type { TableStorage } from '../store/table-storage.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const setting = 'GRANTS_STORAGE';

const members = ['tableServiceUri', 'accountName', 'credential', 'clientId'];

/** Returns non-empty members under the names of the schema; unknown members keep their names. */
export function storageMembers(environment: Variables): Variables {
  const found = Object.entries(environment).flatMap(([name, value]) => {
    const [, member] = /^GRANTS_STORAGE(?:__|:)(.*)$/is.exec(name) ?? [];
    if (member === undefined || !value) return [];
    const known = members.find((each) => each.toLowerCase() === member.toLowerCase());
    return [[`${setting}__${known ?? member}`, value] as const];
  });
  return Object.fromEntries(found);
}

export function isStorageNamed(variables: Variables): boolean {
  return Boolean(variables[setting]) || Object.keys(storageMembers(variables)).length > 0;
}

/** Returns contradictions and missing settings, for STORE=table. */
export function storageProblems(values: Variables): readonly string[] {
  const set = Object.keys(storageMembers(values));
  const unknown = set.filter((name) => !members.some((member) => name === `${setting}__${member}`));
  if (unknown.length > 0) {
    return unknown.map((name) => `${name} is not read here; the members of ${setting} are ${members.join(', ')}`);
  }
  const { GRANTS_STORAGE__tableServiceUri: uri, GRANTS_STORAGE__accountName: account } = values;
  if (values[setting] !== undefined) return set.map((name) => `${setting} and ${name} must not both be set`);
  if (uri !== undefined && account !== undefined) {
    return [`${setting}__tableServiceUri and ${setting}__accountName must not both be set`];
  }
  if (uri !== undefined || account !== undefined) return [];
  return set.length > 0
    ? [`${setting}__tableServiceUri or ${setting}__accountName is missing, with ${set.join(' and ')}`]
    : [`${setting} or ${setting}__tableServiceUri is missing, with STORE=table`];
}

/** @param values without problems */
export function tableStorageOf(values: Variables): TableStorage {
  const { GRANTS_STORAGE__accountName: account, GRANTS_STORAGE__clientId: clientId } = values;
  const { GRANTS_STORAGE__tableServiceUri: uri = `https://${account}.table.core.windows.net` } = values;
  const connectionString = values[setting];
  if (connectionString !== undefined) return { connectionString };
  return {
    tableServiceUri: uri,
    ...(values.GRANTS_STORAGE__credential !== undefined && { credential: 'managedidentity' }),
    ...(clientId !== undefined && { clientId }),
  };
}
