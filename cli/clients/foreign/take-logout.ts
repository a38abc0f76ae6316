import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';

/** What an export says about signing out. */
interface ForeignLogout {
  /** The member that they are from. */
  readonly name: string;
  readonly uris: readonly string[];
  readonly backchannelUri: string | undefined;
  readonly isSidRequired: boolean;
}

/** A pattern of addresses is left out: the app works without, and another address in its place would be a guess. */
export function takeLogout(
  { name, uris, backchannelUri, isSidRequired }: ForeignLogout,
  members: ExportMembers,
): Partial<ClientRecord> {
  const patterns = uris.filter((uri) => /[*{}]/.test(uri));
  for (const uri of patterns) {
    members.note(`skipped ${JSON.stringify(uri)} of ${name}: it is a pattern; add each address with clients update`);
  }
  const exact = [...new Set(uris)].filter((uri) => !patterns.includes(uri));
  return {
    ...(exact.length > 0 ? { post_logout_redirect_uris: exact } : {}),
    ...(backchannelUri === undefined ? {} : { backchannel_logout_uri: backchannelUri }),
    ...(backchannelUri !== undefined && isSidRequired ? { backchannel_logout_session_required: true } : {}),
  };
}
