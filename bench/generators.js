// `npm run bench -- --only generators`: what survives a call of each kind in V8. `@azure/functions` is published with generators in
// place of async functions; build/functions-library.js takes its sources instead. Each kind runs in a process of its own.
import { spawnSync } from 'node:child_process';

const calls = 40_000;

/** What a call refers to: 200 numbers, as a request has some kilobytes. */
const payload = 'new Array(200).fill(1)';

/** @type {Readonly<Record<string, string>>} */
const kinds = {
  'an async function': `async () => { const held = ${payload}; return await held; }`,
  'a generator that is made for each call, as TypeScript writes async functions for ES2015': `() => {
    const held = ${payload};
    return new Promise((resolve) => resolve(function* () { return held; }().next().value));
  }`,
  'the same generator, made once': `() => new Promise((resolve) => resolve(once(${payload}).next().value))`,
  'the signal of an AbortController, which each Request has': `async () => { new AbortController().signal; ${payload}; }`,
};

console.log(
  `Bytes that each of ${calls.toLocaleString('en')} calls leaves to the old generation, which only a full collection frees:`,
);
for (const [kind, source] of Object.entries(kinds)) {
  const script = `
    function* once(held) { return held; }
    const call = ${source};
    for (let count = 0; count < ${calls}; count += 1) {
      await call();
      if (count % 16 === 0) await new Promise(setImmediate);
    }`;
  const { stdout } = spawnSync(process.execPath, ['--trace-gc-nvp', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  const promoted = [...stdout.matchAll(/promoted=(\d+)/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  console.log(
    `${Math.round(promoted / calls)
      .toString()
      .padStart(6)}  ${kind}`,
  );
}
