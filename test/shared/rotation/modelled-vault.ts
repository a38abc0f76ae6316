// A vault as a model: versions that can only be added, by a clock in true time, and calls that fail, get lost or are late.
import { type RingVersion, type RingVersions, VaultError } from '../../../shared/key-vault/ring-versions.ts';

/** The outcome of one call of the rotation. */
export type CallFault = 'none' | 'throttled' | 'unreached' | 'answer lost';

export const callFaults: readonly CallFault[] = ['none', 'throttled', 'unreached', 'answer lost'];

export interface PendingCall {
  /** Carries the call out now. */
  proceed(fault: CallFault): void;
}

export interface ModelledVault {
  readonly versions: readonly RingVersion[];
  contentOf(id: string): string;
  /** For readers: each call is carried out at once, or fails while `isDown`. */
  atOnce(isDown: () => boolean): RingVersions;
  /** For writers: each call waits until it is told to proceed. */
  delayed(onCall: (call: PendingCall) => void): RingVersions;
}

/** @param now the true time in seconds */
export function modelledVault(now: () => number, first: string): ModelledVault {
  const versions: RingVersion[] = [];
  const contents = new Map<string, string>();

  function add(content: string, follows: string): string {
    // Later ids are not greater ones.
    const id = String((versions.length * 7_919 + 1) % 9_973);
    versions.push({ id, createdAt: now(), follows, isEnabled: true });
    contents.set(id, content);
    return id;
  }
  const contentOf = (id: string) => contents.get(id) ?? '';
  const list = () => ({ versions: [...versions], vaultTime: now() });
  add(first, 'none');

  return {
    versions,
    contentOf,
    atOnce(isDown) {
      const answer = async <T>(call: () => T): Promise<T> => {
        if (isDown()) throw new VaultError('down', { trouble: 'unreachable' });
        return call();
      };
      return {
        list: () => answer(list),
        read: (id) => answer(() => contentOf(id)),
        add: (content, follows) => answer(() => add(content, follows)),
      };
    },
    delayed(onCall) {
      const wait = <T>(call: () => T) =>
        new Promise<T>((resolve, reject) => {
          const proceed = (fault: CallFault) => {
            if (fault === 'throttled') return reject(new VaultError('429', { trouble: 'throttled', retryAfter: 1 }));
            if (fault === 'unreached') return reject(new VaultError('down', { trouble: 'unreachable' }));
            const answer = call();
            if (fault === 'answer lost') return reject(new VaultError('slow', { trouble: 'slow' }));
            resolve(answer);
          };
          onCall({ proceed });
        });
      return {
        list: () => wait(list),
        read: (id) => wait(() => contentOf(id)),
        add: (content, follows) => wait(() => add(content, follows)),
      };
    },
  };
}
