// Faults of the line to the table service during one store call, and what the caller sees.
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import type { Fault } from '../support/faulty-store.ts';
import type { LineFault } from '../support/storage-line.ts';

export interface Trouble {
  /** Faults of its HTTP requests. The SDK retries a cut or failed request once, and a throttled one never. */
  readonly faults: readonly LineFault[];
  readonly is: Fault;
  /** How often the request is retried. */
  readonly repeats: number;
}

export const quickTroubles: readonly Trouble[] = [
  { faults: ['slow'], is: 'none', repeats: 0 },
  { faults: ['cut'], is: 'none', repeats: 1 },
  { faults: ['cut', 'cut'], is: 'unreached', repeats: 1 },
  { faults: ['answer lost'], is: 'repeated', repeats: 1 },
  { faults: ['answer lost', 'answer lost'], is: 'answer lost', repeats: 1 },
  { faults: ['answer lost', 503], is: 'answer lost', repeats: 1 },
  { faults: ['failed after'], is: 'repeated', repeats: 1 },
  { faults: [500], is: 'none', repeats: 1 },
  { faults: [500, 500], is: 'unreached', repeats: 1 },
  { faults: [503], is: 'unreached', repeats: 0 },
  { faults: [429], is: 'unreached', repeats: 0 },
];

/** Faults that last until the store's deadline. */
export const slowTroubles: readonly Trouble[] = [
  { faults: ['answer withheld'], is: 'answer lost', repeats: 0 },
  { faults: ['late'], is: 'answer lost', repeats: 0 },
];

/** The error when the retry fails too: the last fault decides. */
export function rowOf({ faults }: Trouble): ErrorName {
  const last = faults.at(-1);
  if (last === 429 || last === 503) return 'StoreThrottling';
  return last === 'answer withheld' || last === 'late' ? 'StoreSlow' : 'StoreUnavailable';
}

/** The SDK's single retry succeeds, so the client sees no error. */
export function isMended({ is }: Trouble): boolean {
  return is === 'none' || is === 'repeated';
}
