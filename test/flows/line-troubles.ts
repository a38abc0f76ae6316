// What can befall one call to the store on the line to the table service, and what that is to the caller.
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import type { Fault } from '../support/faulty-store.ts';
import type { LineFault } from '../support/storage-line.ts';

export interface Trouble {
  /** Of its HTTP requests. The SDK repeats once what was cut or has failed, and nothing that is throttled. */
  readonly faults: readonly LineFault[];
  readonly is: Fault;
  /** How often the request is sent again. */
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

/** These last until the deadline of the store has passed. */
export const slowTroubles: readonly Trouble[] = [
  { faults: ['answer withheld'], is: 'answer lost', repeats: 0 },
  { faults: ['late'], is: 'answer lost', repeats: 0 },
];

/** What the caller is told when it is not mended: by the last of the faults. */
export function rowOf({ faults }: Trouble): ErrorName {
  const last = faults.at(-1);
  if (last === 429 || last === 503) return 'StoreThrottling';
  return last === 'answer withheld' || last === 'late' ? 'StoreSlow' : 'StoreUnavailable';
}

/** The SDK's one repeat makes it good: the client notices nothing. */
export function isMended({ is }: Trouble): boolean {
  return is === 'none' || is === 'repeated';
}
