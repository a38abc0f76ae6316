import { type CryptoKey, EncryptJWT, jwtDecrypt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KeyRing, SealedKind } from '../../../shared/keys/key-ring.ts';
import { openJwt, sealJwt } from '../../../shared/keys/sealed-jwt.ts';
import { openTestService } from '../../support/server.ts';

const kinds: readonly SealedKind[] = ['code', 'session', 'form', 'device'];
const period = '20261121';

let ring: KeyRing;
beforeAll(async () => {
  ring = await (await openTestService()).keys.current();
});

async function keyOf(kind: SealedKind, of = period): Promise<CryptoKey> {
  const key = await ring.derivedKey(ring.sealingKid, `${kind}/${of}`, 'A256GCM');
  if (!key) throw new Error('the test ring has no sealing master');
  return key;
}

describe.each(kinds)('a sealed %s', (kind) => {
  const others = kinds.filter((each) => each !== kind);

  it('can be decrypted only with the key of its kind and day', async () => {
    const token = await sealJwt(kind, { sub: 'u_ada' }, period, ring);
    expect((await jwtDecrypt(token, await keyOf(kind))).payload).toEqual({ sub: 'u_ada' });
    for (const key of [...others.map((other) => keyOf(other)), keyOf(kind, '20261122')])
      await expect(jwtDecrypt(token, await key)).rejects.toThrow('decryption operation failed');
  });

  it('is refused with another kind, key, day or algorithm', async () => {
    const token = await sealJwt(kind, { sub: 'u_ada' }, period, ring);
    expect(await openJwt(kind, token, [period], ring)).toEqual({ sub: 'u_ada' });
    expect(await openJwt(kind, token, ['20261120', '20261122'], ring)).toBeUndefined();
    for (const other of others) {
      expect(await openJwt(other, token, [period], ring)).toBeUndefined();
      // Made with only the key of the other kind.
      expect(await openJwt(kind, await forge({ key: await keyOf(other) }), [period], ring)).toBeUndefined();
    }
    expect(await openJwt(kind, await forge({}), [period], ring)).toEqual({ sub: 'u_ada' });
    for (const header of [{ typ: 'JWT' }, { typ: undefined }, { kid: period }, { kid: `unknown.${period}` }])
      expect(await openJwt(kind, await forge({ header }), [period], ring), JSON.stringify(header)).toBeUndefined();
  });

  async function forge({ key, header = {} }: { key?: CryptoKey; header?: Readonly<Record<string, unknown>> }) {
    const right = { typ: `${kind}+jwt`, alg: 'dir', enc: 'A256GCM', kid: `${ring.sealingKid}.${period}` };
    return new EncryptJWT({ sub: 'u_ada' })
      .setProtectedHeader({ ...right, ...header })
      .encrypt(key ?? (await keyOf(kind)));
  }
});
