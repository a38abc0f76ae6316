// Adds what other servers do not say about a client: for which APIs its tokens are.
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import { protocolScopes } from '../../../shared/clients/scope.ts';

export interface Completion {
  /** For clients whose export names none. */
  readonly resource?: readonly string[];
  /** Likewise; also what they get when they ask for no scope. */
  readonly scope?: string;
}

export function complete(record: Partial<ClientRecord>, { resource, scope }: Completion): Partial<ClientRecord> {
  const own = words(record.scope);
  const hasScope =
    own.some((each) => !protocolScopes.includes(each)) ||
    (record.resource ?? []).some((each) => typeof each !== 'string');
  const added = scope === undefined || hasScope ? [] : words(scope);
  return {
    ...record,
    ...(resource !== undefined && record.resource === undefined ? { resource } : {}),
    ...(added.length > 0 ? { scope: [...new Set([...own, ...added])].join(' '), default_scope: added.join(' ') } : {}),
  };
}

function words(scope = ''): readonly string[] {
  return scope.split(' ').filter((each) => each !== '');
}
