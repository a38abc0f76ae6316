// Which version of the ring is in force. Each version names the one that it replaces; if several name the same one, the earliest
// counts. So a writer that was late, or whose write was repeated, changes nothing, and all readers agree.
import { followsNone, type RingVersion } from './ring-versions.ts';

export interface InForce {
  /** From the first of the chain to the head. */
  readonly chain: readonly RingVersion[];
  /** What the next version has to follow. */
  readonly head: RingVersion;
  /** The last enabled version up to the head, or else of the ring before one set by hand. Undefined if none is enabled. */
  readonly content: RingVersion | undefined;
}

/** Undefined if there is no ring. @param versions in any order */
export function findInForce(versions: readonly RingVersion[]): InForce | undefined {
  const byHand = versions.filter(({ follows }) => follows === undefined).toSorted(byAge);
  // An operator who sets the secret by hand begins a new chain.
  const root = byHand.at(-1) ?? earliestAfter(followsNone, versions);
  if (root === undefined) return undefined;
  let head = root;
  let next: RingVersion | undefined = root;
  let content: RingVersion | undefined;
  const seen = new Set<RingVersion>();
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    head = next;
    if (head.isEnabled) content = head;
    next = earliestAfter(head.id, versions);
  }
  if (content !== undefined || root.follows !== undefined) return { chain: [...seen], head, content };
  // Without what was added to the ring before since then, which no instance has used.
  const before = versions.filter((version) => byAge(version, root) < 0);
  return { chain: [...seen], head, content: findInForce(before)?.content };
}

function earliestAfter(id: string, versions: readonly RingVersion[]): RingVersion | undefined {
  return versions.filter(({ follows }) => follows === id).toSorted(byAge)[0];
}

/** Times have whole seconds, so versions of one second are ordered by their ids. */
function byAge(one: RingVersion, other: RingVersion): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : Number(one.id > other.id));
}
