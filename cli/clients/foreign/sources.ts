// Exports of other servers, by shape. The first row that recognises a record reads the file.
import { auth0 } from './auth0.ts';
import { entra } from './entra.ts';
import { isObject, type Members } from './export-members.ts';
import type { ForeignSource } from './foreign-source.ts';
import { hydra } from './hydra.ts';
import { keycloak } from './keycloak.ts';
import { rfc7591 } from './rfc7591.ts';

/** RFC 7591 comes last: Hydra's clients have its names too. */
const sources = { keycloak, entra, auth0, hydra, rfc7591 } as const satisfies Readonly<Record<string, ForeignSource>>;

export type SourceName = keyof typeof sources;

export const sourceNames: readonly SourceName[] = ['keycloak', 'auth0', 'hydra', 'entra', 'rfc7591'];

/** Members that only client records have: a file with one of them is no export, whatever else it has. */
const ownMembers: readonly string[] = [
  'client_secrets',
  'federated_credentials',
  'default_scope',
  'resource',
  'introspects',
  'token_exchange',
  'access_token_lifetime',
  'refresh_token_lifetime',
  'grant_lifetime',
  'refresh_token_rotation',
  'refresh_token_grace',
  'require_pkce',
  'require_nonce',
  'id_token_claims',
  'consent',
  'scope_descriptions',
];

interface Export {
  readonly source: ForeignSource;
  readonly records: readonly { readonly path: readonly (string | number)[]; readonly value: unknown }[];
  /** Lists of the file that are not clients, such as users. */
  readonly unread: readonly string[];
}

/** @param from the source; without it, the one whose shape the file has. @returns undefined for a file of client records */
export function findExport(file: unknown, from: SourceName | undefined): Export | undefined {
  const candidates: readonly ForeignSource[] = from === undefined ? Object.values(sources) : [sources[from]];
  for (const source of candidates) {
    const { records, unread } = recordsOf(file, source);
    const values = records.map(({ value }) => value).filter(isObject);
    const isOwn = values.some((value) => ownMembers.some((name) => Object.hasOwn(value, name)));
    if (from !== undefined || (!isOwn && values.some(source.recognises))) return { source, records, unread };
  }
  return undefined;
}

function recordsOf(file: unknown, { lists }: ForeignSource): Pick<Export, 'records' | 'unread'> {
  if (Array.isArray(file)) return { records: file.map((value, index) => ({ path: [index], value })), unread: [] };
  const list = lists.find((name) => isObject(file) && Array.isArray(file[name]));
  if (list === undefined || !isObject(file)) return { records: [{ path: [], value: file }], unread: [] };
  const values: unknown = file[list];
  return {
    records: (Array.isArray(values) ? values : []).map((value, index) => ({ path: [list, index], value })),
    unread: unreadLists(file, list),
  };
}

function unreadLists(file: Members, list: string): readonly string[] {
  return Object.entries(file)
    .filter(([name, value]) => name !== list && Array.isArray(value) && value.length > 0)
    .map(([name]) => name.slice(0, 100));
}
