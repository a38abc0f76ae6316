import { LRUCache } from 'lru-cache';

/** Grants whose last repeated generation is remembered. */
const maxGrants = 1000;

/** Of each grant, how many generations in a row were asked for twice. One lost reply is an accident; three are two clients with one token. */
export interface RepeatCounter {
  /** Notes that a generation was asked for again. @returns the name of the event for the log */
  note(grantId: string, generation: number): 'refresh_token_repeated' | 'refresh_token_shared';
}

/** Counts in this process alone: it only chooses the event in the log. */
export function createRepeatCounter(): RepeatCounter {
  const lastRepeats = new LRUCache<string, { readonly generation: number; readonly run: number }>({ max: maxGrants });
  return {
    note(grantId, generation) {
      const last = lastRepeats.get(grantId);
      const run = last?.generation === generation - 1 ? last.run + 1 : last?.generation === generation ? last.run : 1;
      lastRepeats.set(grantId, { generation, run });
      return run >= 3 ? 'refresh_token_shared' : 'refresh_token_repeated';
    },
  };
}
