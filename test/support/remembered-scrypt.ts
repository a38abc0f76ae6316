// Set up for each test file: scrypt computes each hash once in a process, since the tests sign in with a few passwords again and again.
import crypto, { type BinaryLike, type ScryptOptions } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const mark = Symbol.for('tessera.remembered-scrypt');
const known = new Map<string, Buffer>();

function nameOf(password: BinaryLike, salt: BinaryLike, length: number, options: ScryptOptions = {}): string {
  const [secret, salted] = [password, salt].map((each) => Buffer.from(each as string).toString('base64'));
  return JSON.stringify([secret, salted, length, options]);
}

function remember(): void {
  const { scrypt, scryptSync } = crypto;

  function scryptOnce(...[password, salt, length, options, callback]: Parameters<typeof scryptWithOptions>): void {
    const name = nameOf(password, salt, length, options);
    const found = known.get(name);
    if (found) {
      setImmediate(callback, null, Buffer.from(found));
      return;
    }
    scrypt(password, salt, length, options, (error, key) => {
      if (!error) known.set(name, Buffer.from(key));
      callback(error, key);
    });
  }

  function scryptSyncOnce(...[password, salt, length, options]: Parameters<typeof scryptSync>): Buffer {
    const name = nameOf(password, salt, length, options);
    const found = known.get(name) ?? scryptSync(password, salt, length, options);
    known.set(name, Buffer.from(found));
    return Buffer.from(found);
  }

  Object.assign(crypto, { scrypt: scryptOnce, scryptSync: scryptSyncOnce });
  syncBuiltinESMExports();
}

/** The overload that the service calls. */
declare function scryptWithOptions(
  password: BinaryLike,
  salt: BinaryLike,
  length: number,
  options: ScryptOptions,
  callback: (error: Error | null, key: Buffer) => void,
): void;

if (!Reflect.has(globalThis, mark)) {
  Reflect.set(globalThis, mark, true);
  remember();
}
