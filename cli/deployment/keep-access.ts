import type { FileHandle } from 'node:fs/promises';

interface Access {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/**
 * Gives the draft of a file the owner, the group and the mode of the one that it will replace, or less: the service that reads
 * it may be another user than the operator.
 * @param before of the file
 * @returns what could not be kept, a line for the operator
 */
export async function keepAccess(draft: FileHandle, { uid, gid, mode }: Access): Promise<string | undefined> {
  const succeeds = (change: Promise<void>) =>
    change.then(
      () => true,
      () => false,
    );
  const isOwnerKept = await succeeds(draft.chown(uid, gid));
  // -1: as it is. Whoever owns a file may give it to another group of their own.
  const isGroupKept = isOwnerKept || (await succeeds(draft.chown(-1, gid)));
  // Without its group, what the group and the rest were given would be somebody else's.
  const isModeKept = await succeeds(draft.chmod(mode & (isGroupKept ? 0o777 : 0o700)));
  if (isOwnerKept && isModeKept) return undefined;
  const who = isGroupKept ? `its owner (${uid})` : `its owner (${uid}) and group (${gid})`;
  const lost = isOwnerKept ? `its mode (${(mode & 0o777).toString(8)})` : who;
  return `The key ring was replaced, but ${lost} could not be kept: check that the service can still read it.`;
}
