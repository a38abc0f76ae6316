// Permissions are ids there. Those of an API that is in the same export have names.
import { type ExportMembers, isObject, type Members } from './export-members.ts';

/** Its first identifier URI names the API. */
interface RequiredResource {
  readonly uri: string;
  readonly scope: string;
}

/** Of a user (`Scope`), or of the app itself (`Role`): a client has the same scopes in all its grants, so it gets one kind. */
type PermissionType = 'Scope' | 'Role';

const graphAppId = '00000003-0000-0000-c000-000000000000';

export function requiredAccess(
  wanted: PermissionType,
  members: ExportMembers,
  all: readonly Members[],
): readonly RequiredResource[] {
  return members.objects('requiredResourceAccess').flatMap((required) => {
    const appId = required.text('resourceAppId');
    const permissions = required
      .objects('resourceAccess')
      .map((each) => ({ id: each.text('id'), type: each.text('type') }));
    const ofKind = permissions.filter(({ type }) => type === wanted);
    if (ofKind.length < permissions.length) members.note(otherKind(permissions.length - ofKind.length, wanted, appId));
    const api = all.find((each) => appId !== undefined && each.appId === appId);
    const uri = firstText(api?.identifierUris);
    const names = api === undefined ? new Map<unknown, string>() : namesOf(api);
    const scopes = ofKind.flatMap(({ id }) => names.get(id) ?? []);
    if (ofKind.length > scopes.length || (uri === undefined && scopes.length > 0)) {
      members.note(`skipped ${ofKind.length} permissions at ${readable(appId)}: ${whySkipped(appId)}`);
      return [];
    }
    return uri === undefined || scopes.length === 0 ? [] : [{ uri, scope: [...new Set(scopes)].join(' ') }];
  });
}

function otherKind(count: number, wanted: PermissionType, appId: string | undefined): string {
  const why =
    wanted === 'Scope'
      ? 'they are for the app itself, and this client acts for users; register a second client for them with clients add'
      : 'they are for users, and this client has no redirect URI';
  return `skipped ${count} permissions at ${readable(appId)}: ${why}`;
}

function whySkipped(appId: string | undefined): string {
  return appId === graphAppId
    ? 'tokens for Microsoft Graph come from Entra alone'
    : 'the API is not in this export with these permissions; name it with --resource and --scope';
}

function namesOf(api: Members): ReadonlyMap<unknown, string> {
  const settings = isObject(api.api) ? api.api : {};
  const lists = [settings.oauth2PermissionScopes, api.appRoles];
  return new Map(
    lists
      .flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []))
      .filter(isObject)
      .flatMap(({ id, value }) => (typeof value === 'string' && value !== '' ? [[id, value] as const] : [])),
  );
}

function firstText(list: unknown): string | undefined {
  const [first] = Array.isArray(list) ? list : [];
  return typeof first === 'string' ? first : undefined;
}

function readable(appId: string | undefined): string {
  return appId !== undefined && /^[\w-]{1,60}$/.test(appId) ? appId : 'another app';
}
