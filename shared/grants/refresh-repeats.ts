import { boundedCache } from '../base/bounded-cache.ts';

const maxGrants = 1000;

/** Counts how many generations in a row were exchanged twice. One may be a lost reply; three mean that two clients share a token. */
export interface RepeatCounter {
  /** Counts that a generation was exchanged again. @returns the event for the log */
  note(grantId: string, generation: number): 'refresh_token_repeated' | 'refresh_token_shared';
}

/** Counts in this process only, which is enough to choose the event in the log. */
export function createRepeatCounter(): RepeatCounter {
  const lastRepeats = boundedCache<string, { readonly generation: number; readonly run: number }>(maxGrants);
  return {
    note(grantId, generation) {
      const last = lastRepeats.get(grantId);
      const run = last?.generation === generation - 1 ? last.run + 1 : last?.generation === generation ? last.run : 1;
      lastRepeats.set(grantId, { generation, run });
      return run >= 3 ? 'refresh_token_shared' : 'refresh_token_repeated';
    },
  };
}
