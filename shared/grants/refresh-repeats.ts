/** Grants remembered at once. */
const kept = 1000;

/** Of each grant, how many generations in a row were asked for twice. One lost reply is an accident; three are two clients with one token. */
export interface Repeats {
  /** Notes that a generation was asked for again. @returns the name of the event for the log */
  note(grantId: string, generation: number): 'refresh_token_repeated' | 'refresh_token_shared';
}

/** In this process alone: it tells the log something, and decides nothing. */
export function repeatsSeen(): Repeats {
  const seen = new Map<string, { readonly generation: number; readonly run: number }>();
  return {
    note(grantId, generation) {
      const last = seen.get(grantId);
      const run = last?.generation === generation - 1 ? last.run + 1 : last?.generation === generation ? last.run : 1;
      seen.delete(grantId);
      seen.set(grantId, { generation, run });
      const [oldest] = seen.keys();
      if (seen.size > kept && oldest !== undefined) seen.delete(oldest);
      return run >= 3 ? 'refresh_token_shared' : 'refresh_token_repeated';
    },
  };
}
