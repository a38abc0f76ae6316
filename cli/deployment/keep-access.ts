import type { FileHandle } from 'node:fs/promises';

interface Access {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Gives a draft the access of the file that it replaces: the service may run as another user. Returns what could not be kept. */
export async function keepAccess(draft: FileHandle, { uid, gid, mode }: Access): Promise<string | undefined> {
  const succeeds = (change: Promise<void>) =>
    change.then(
      () => true,
      () => false,
    );
  const isOwnerKept = await succeeds(draft.chown(uid, gid));
  // -1 keeps the owner. The owner of a file may give it to another of their groups.
  const isGroupKept = isOwnerKept || (await succeeds(draft.chown(-1, gid)));
  // With another group, the permissions of the group and of others would go to the wrong users.
  const isModeKept = await succeeds(draft.chmod(mode & (isGroupKept ? 0o777 : 0o700)));
  if (isOwnerKept && isModeKept) return undefined;
  const who = isGroupKept ? `its owner (${uid})` : `its owner (${uid}) and group (${gid})`;
  const lost = isOwnerKept ? `its mode (${(mode & 0o777).toString(8)})` : who;
  return `The key ring was replaced, but ${lost} could not be kept: check that the service can still read it.`;
}
