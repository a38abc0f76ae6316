// Groups granted scopes by resource (RFC 8707 §2). Pure rules.
import type { Client } from './client.ts';
import { userinfoUri, userResources } from './resource.ts';
import { availableScope, protocolScopes } from './scope.ts';

export interface Access {
  readonly resource: string;
  /** May be empty: even then, a token for the resource names the user. */
  readonly scope: readonly string[];
}

/** The scope is of the whole grant. The OpenID Connect scopes concern the user's account, so they belong to /userinfo. */
export function accessOf(
  client: Client,
  { scope, resources }: { readonly scope: readonly string[]; readonly resources: readonly string[] },
  issuer: string,
): readonly Access[] {
  const userinfo = userinfoUri(issuer);
  const account = scope.filter((each) => protocolScopes.includes(each));
  const apis = userResources(client, issuer)
    .filter(({ uri }) => uri !== userinfo && resources.includes(uri))
    .map((resource) => {
      const available = availableScope(client, resource).filter((each) => !protocolScopes.includes(each));
      return { resource: resource.uri, scope: scope.filter((each) => available.includes(each)) };
    });
  return account.length > 0 || apis.length === 0 ? [{ resource: userinfo, scope: account }, ...apis] : apis;
}

export function isWithin(wanted: readonly Access[], agreed: readonly Access[]): boolean {
  return wanted.every(({ resource, scope }) =>
    agreed.some((each) => each.resource === resource && scope.every((one) => each.scope.includes(one))),
  );
}

export function joinAccess(one: readonly Access[], other: readonly Access[]): readonly Access[] {
  const joined = new Map<string, readonly string[]>();
  for (const { resource, scope } of [...one, ...other]) {
    joined.set(resource, [...new Set([...(joined.get(resource) ?? []), ...scope])]);
  }
  return [...joined].map(([resource, scope]) => ({ resource, scope }));
}
