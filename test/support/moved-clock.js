// Loaded before anything else in a process that a test starts: its clock is ahead by the seconds in the file of TEST_CLOCK.
import { readFileSync } from 'node:fs';

const systemNow = Date.now;
const now = () => systemNow() + Number(readFileSync(process.env.TEST_CLOCK ?? '', 'utf8')) * 1000;

globalThis.Date = new Proxy(Date, {
  construct: (target, values) => Reflect.construct(target, values.length === 0 ? [now()] : values),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
