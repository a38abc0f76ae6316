import { beforeEach, describe, expect, it } from 'vitest';
import { type Device, deviceCookie, deviceOf, findDevice } from '../../../shared/browser/device.ts';
import type { Service } from '../../../shared/serving/service.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { openTestService } from '../../support/server.ts';

let clock: TestClock;
let service: Service;
beforeEach(async () => {
  clock = testClock();
  service = await openTestService({ clock });
});

let sent: string;
async function signIn(username: string, known?: Device, passwordTag = 'first'): Promise<Device | undefined> {
  const { name, value, maxAge } = await deviceCookie(known, { username, passwordTag }, service);
  expect(maxAge).toBe(31_536_000);
  sent = `${name}=${value}`;
  return found();
}

const found = () => findDevice(new Headers({ Cookie: sent }), service);

describe('a device', () => {
  it('is recognised for a user who has signed in on it, always with the same id', async () => {
    const first = await signIn('ada');
    const id = deviceOf('ada', first).device;
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(deviceOf('grace', first).device).toBeUndefined();
    const second = await signIn('grace', first);
    expect([deviceOf('ada', second).device, deviceOf('grace', second).device]).toEqual([id, id]);
    expect(deviceOf('ada', undefined).device).toBeUndefined();
    expect(deviceOf('ada', await signIn('ada')).device).not.toBe(id);
  });

  it('is recognised for a year after the last sign-in, across months', async () => {
    const device = await signIn('ada');
    for (let month = 0; month < 12; month += 1) {
      clock.advance(2_628_000);
      if (month < 11) expect(await found(), `month ${month}`).toEqual(device);
    }
    expect(await found()).toBeUndefined();
    await signIn('ada', device);
    clock.advance(31_535_999);
    expect(await found()).toEqual(device);
    clock.advance(1);
    expect(await found()).toBeUndefined();
  });

  it('is recognised from the end of any month to the beginning of any other within a year', async () => {
    const goTo = (time: number) => clock.advance((time - clock.now()) / 1000);
    for (let month = 0; month < 48; month += 1) {
      goTo(Date.UTC(2026, month) - 1000);
      const device = await signIn('ada');
      const missed: string[] = [];
      for (let later = 0; later < 12; later += 1) {
        goTo(Date.UTC(2026, month + later));
        if ((await found())?.id !== device?.id) missed.push(new Date(clock.now()).toISOString());
      }
      expect(missed, `signed in before month ${month}`).toEqual([]);
    }
  });

  it('is recognised for the last eight users', async () => {
    let device: Device | undefined;
    for (let count = 0; count < 9; count += 1) device = await signIn(`user ${count}`, device);
    expect(deviceOf('user 0', device).device).toBeUndefined();
    for (let count = 1; count < 9; count += 1)
      expect(deviceOf(`user ${count}`, device).device, `user ${count}`).toBeDefined();
    device = await signIn('user 1', device);
    device = await signIn('another', device);
    expect([deviceOf('user 1', device).device !== undefined, deviceOf('user 2', device).device]).toEqual([
      true,
      undefined,
    ]);
  });

  it('is known by the password of the last sign-in of each user', async () => {
    const first = await signIn('ada');
    const second = await signIn('grace', first, 'of grace');
    const third = await signIn('ada', second, 'second');
    const tags = (device?: Device) => ['ada', 'grace', 'eve'].map((name) => deviceOf(name, device).passwordTag);
    expect([first, second, third].map(tags)).toEqual([
      ['first', undefined, undefined],
      ['first', 'of grace', undefined],
      ['second', 'of grace', undefined],
    ]);
  });

  it('is not known by a cookie that does not say by which password', async () => {
    const device = await signIn('ada');
    if (!device) throw new Error('it was just sealed');
    const old = { ...device, passwordTags: [] };
    expect(deviceOf('ada', old)).toEqual({ device: undefined, passwordTag: undefined });
    const again = await signIn('grace', old);
    expect([deviceOf('ada', again).device, deviceOf('grace', again).device]).toEqual([undefined, device.id]);
  });
});
