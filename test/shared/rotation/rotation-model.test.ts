// The rotation by itself at several instances, played by chance: whatever they, their clocks and the vault do, every token can be
// verified wherever it may come, and in the long run keys are rotated.
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { findInForce } from '../../../shared/key-vault/version-chain.ts';
import type { RotationRules } from '../../../shared/keys/due-rotation.ts';
import type { KeyRing } from '../../../shared/keys/key-ring.ts';
import { generateKeyRing, type KeyRingRecord, readKeyRing } from '../../../shared/keys/key-ring-record.ts';
import { keysOf, type Line, lineOf, type RingKey } from '../../../shared/keys/rotation.ts';
import { memoryStore } from '../../../shared/store/memory.ts';
import { type Instance, modelledInstance } from './modelled-instance.ts';
import { type CallFault, callFaults, modelledVault, type PendingCall } from './modelled-vault.ts';

const start = 1_800_000_000;
const day = 86_400;
const year = 31_536_000;
const periodSeconds = 7 * day;
const verifierCacheSeconds = 300;
const lines: readonly Line[] = ['ES256', 'sealing'];
const instanceCount = 3;

let made: KeyRingRecord;
beforeAll(async () => {
  made = await generateKeyRing(['ES256'], start);
});

type Event =
  | { readonly does: 'pass'; readonly seconds: number }
  | { readonly does: 'request' | 'work' | 'restart' | 'cut off' | 'reconnect'; readonly at: number }
  | { readonly does: 'everyone requests' }
  /** A request, whose upkeep does so many calls and waits. */
  | { readonly does: 'stall'; readonly at: number; readonly calls: number }
  | { readonly does: 'proceed'; readonly pick: number; readonly fault: CallFault }
  | { readonly does: 'set clock'; readonly at: number; readonly by: number };

interface Plan {
  readonly publicationSeconds: number;
  readonly hasSharedStore: boolean;
  readonly events: readonly Event[];
}

function plans(): fc.Arbitrary<Plan> {
  return fc.constantFrom(900, day).chain((publicationSeconds) => {
    const at = fc.nat(instanceCount - 1);
    const edges = [60, 119, 121, 299, 301, 900, day, periodSeconds, periodSeconds + publicationSeconds];
    const around = [-361, -360, -300, -1, 0, 1, 60].map((by) => publicationSeconds + by);
    const passing = fc.record({
      does: fc.constant('pass' as const),
      seconds: fc.oneof(
        fc.constantFrom(...edges, ...around),
        fc.nat(2 * publicationSeconds),
        fc.nat(3 * periodSeconds),
      ),
    });
    const by = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -10 * day, max: 10 * day }));
    const atInstance = (...does: readonly ('request' | 'work' | 'restart' | 'cut off' | 'reconnect')[]) =>
      fc.record({ does: fc.constantFrom(...does), at });
    const event: fc.Arbitrary<Event> = fc.oneof(
      { weight: 6, arbitrary: passing },
      { weight: 3, arbitrary: atInstance('request') },
      { weight: 5, arbitrary: atInstance('work') },
      { weight: 3, arbitrary: fc.constant({ does: 'everyone requests' as const }) },
      { weight: 2, arbitrary: fc.record({ does: fc.constant('stall' as const), at, calls: fc.nat(3) }) },
      { weight: 2, arbitrary: atInstance('restart', 'cut off', 'cut off', 'reconnect', 'reconnect') },
      {
        weight: 4,
        arbitrary: fc.record({
          does: fc.constant('proceed' as const),
          pick: fc.nat(),
          fault: fc.constantFrom('none' as const, 'none' as const, 'none' as const, ...callFaults),
        }),
      },
      { weight: 1, arbitrary: fc.record({ does: fc.constant('set clock' as const), at, by }) },
    );
    return fc.record({
      publicationSeconds: fc.constant(publicationSeconds),
      hasSharedStore: fc.boolean(),
      events: fc.array(event, { maxLength: 60, size: 'max' }),
    });
  });
}

interface World {
  play(event: Event): Promise<void>;
  /** Lets all faults end, and the time of several rotations pass. */
  goOn(): Promise<void>;
}

async function openWorld({ publicationSeconds, hasSharedStore }: Plan): Promise<World> {
  const rules: RotationRules = { periodSeconds, publicationSeconds };
  let time = start;
  let count = 0;
  const now = () => time;
  const named = <Key extends RingKey>(key: Key): Key => {
    count += 1;
    return { ...key, kid: `key-${count}` };
  };
  const generate = async (): Promise<KeyRingRecord> => ({
    signing: made.signing.map(named),
    sealing: made.sealing.map(named),
  });
  const vault = modelledVault(now, JSON.stringify(made));
  const newStore = () => memoryStore({ now: () => time * 1000 });
  const shared = newStore();
  const open = () =>
    modelledInstance(lines, rules, { now, vault, generate, store: hasSharedStore ? shared : newStore() });
  const instances = await Promise.all(Array.from({ length: instanceCount }, open));
  /** Of instances that are gone too: what they have sent may still arrive. */
  const everyone: Instance[] = [...instances];
  /** When a key was used last, at any instance. */
  const lastUse = new Map<string, { readonly line: Line; readonly at: number }>();
  const fetched: { readonly at: number; readonly kids: readonly unknown[] }[] = [];

  function inForce(): KeyRingRecord {
    const content = findInForce(vault.versions)?.content;
    const ring = readKeyRing(JSON.parse(vault.contentOf(content?.id ?? '')));
    if ('problems' in ring) throw new Error(ring.problems.join());
    for (const line of lines) {
      const active = keysOf(ring).filter((key) => key.status === 'active' && lineOf(key) === line);
      expect(
        active.map(({ kid }) => kid),
        `active keys of ${line}`,
      ).toHaveLength(1);
    }
    return ring;
  }

  /** What others hold must work here, and what is made here must work with what others have fetched. */
  function check(ring: KeyRing): void {
    const kids = ring.published(time + 99 * year).map(({ kid }) => kid);
    for (const [kid, { line, at }] of lastUse) {
      if (line === 'sealing' && time < at + year) {
        expect(ring.derivedKey(kid, 'refresh', 'HS256'), `the master ${kid}, used ${time - at} s ago`).toBeDefined();
      }
      if (line !== 'sealing' && time < at + day) expect(kids, `the key ${kid}, used ${time - at} s ago`).toContain(kid);
    }
    const { kid } = ring.signingKey('ES256');
    for (const { at, kids: known } of fetched) {
      if (time - at <= verifierCacheSeconds) expect(known, `a key set fetched ${time - at} s ago`).toContain(kid);
    }
    lastUse.set(kid, { line: 'ES256', at: time });
    lastUse.set(ring.sealingKid, { line: 'sealing', at: time });
    fetched.push({ at: time, kids });
  }

  async function request(instance: Instance): Promise<void> {
    const ring = await instance.ring();
    if (ring) check(ring);
    instance.afterAnswer();
    await instance.settled();
    // A ring that is read in the background.
    await setImmediate();
  }

  async function proceed(instance: Instance, call: PendingCall | undefined, fault: CallFault): Promise<void> {
    if (!call) return;
    instance.pending.splice(instance.pending.indexOf(call), 1);
    call.proceed(fault);
    await instance.settled();
  }

  /** A request, and all the upkeep that it starts. */
  async function work(instance: Instance): Promise<void> {
    await request(instance);
    while (instance.pending.length > 0) await proceed(instance, instance.pending[0], 'none');
  }

  async function stall(instance: Instance, calls: number): Promise<void> {
    await request(instance);
    for (let done = 0; done < calls; done += 1) await proceed(instance, instance.pending[0], 'none');
  }

  async function play(event: Event): Promise<void> {
    if (event.does === 'pass') {
      time += event.seconds;
      return;
    }
    if (event.does === 'proceed') {
      const calls = everyone.flatMap((instance) => instance.pending.map((call) => ({ instance, call })));
      const picked = calls[event.pick % Math.max(1, calls.length)];
      if (picked) await proceed(picked.instance, picked.call, event.fault);
      return;
    }
    if (event.does === 'everyone requests') {
      for (const each of instances) await request(each);
      return;
    }
    const instance = instances[event.at];
    if (!instance) throw new Error('there is no such instance');
    if (event.does === 'request') await request(instance);
    if (event.does === 'work') await work(instance);
    if (event.does === 'stall') await stall(instance, event.calls);
    if (event.does === 'set clock') instance.setClock(event.by);
    if (event.does === 'cut off') instance.setCutOff(true);
    if (event.does === 'reconnect') instance.setCutOff(false);
    if (event.does === 'restart') {
      const successor = await open();
      instances[event.at] = successor;
      everyone.push(successor);
    }
  }

  return {
    async play(event) {
      await play(event);
      inForce();
    },
    async goOn() {
      for (const instance of instances) {
        instance.resetClock();
        instance.setCutOff(false);
      }
      const before = keysOf(inForce()).filter(({ status }) => status === 'active');
      const until = time + periodSeconds + publicationSeconds + 3 * day;
      while (time < until) {
        time += day;
        for (const instance of instances) await work(instance);
        inForce();
      }
      const after = keysOf(inForce());
      for (const { kid } of before) expect(after.find((key) => key.kid === kid)?.status).not.toBe('active');
      for (const { status, created_at = 0 } of after) {
        if (status === 'active')
          expect(time - created_at).toBeLessThanOrEqual(periodSeconds + publicationSeconds + 3 * day);
      }
    },
  };
}

it('leaves one ring in force, and no token that cannot be verified, and goes on when the faults end', async () => {
  await fc.assert(
    fc.asyncProperty(plans(), async (plan) => {
      const world = await openWorld(plan);
      for (const event of plan.events) await world.play(event);
      await world.goOn();
    }),
    { numRuns: process.env.LONG ? 1_000 : 40 },
  );
});
