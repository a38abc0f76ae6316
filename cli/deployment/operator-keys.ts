// The key ring of the service, for commands that read or write what is encrypted with it.
import { type KeyRing, openKeyRing } from '../../shared/keys/key-ring.ts';
import { type Keys, readRing } from '../../shared/keys/keys.ts';
import { asTyped } from '../terminal/as-typed.ts';
import { CommandError } from '../terminal/exit-codes.ts';
import { type KeyRingPlace, openKeyRingPlace } from './key-ring-place.ts';

/** Reads the ring when it is first needed. `current` throws CommandError and ConfigError if no ring can be used. */
export function operatorKeys(openPlace: () => Promise<KeyRingPlace> = openKeyRingPlace): Keys {
  let ring: Promise<KeyRing> | undefined;
  return {
    current() {
      ring ??= open(openPlace);
      return ring;
    },
  };
}

async function open(openPlace: () => Promise<KeyRingPlace>): Promise<KeyRing> {
  const place = await openPlace();
  const { ISSUER } = place.variables;
  // Keys are derived for one issuer: with another, the service could not decrypt what the command writes.
  if (ISSUER === undefined) {
    throw new CommandError(
      'ISSUER is not set. Set it exactly as the service has it: secrets are encrypted for one issuer.',
    );
  }
  const record = await place.read();
  if (!record) throw new CommandError(`There is no key ring yet. To create one: ${asTyped('keys rotate')}`);
  return openKeyRing(readRing('key ring', record), ISSUER);
}
