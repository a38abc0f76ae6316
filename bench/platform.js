// What the Functions library costs by itself, without HTTP: `node bench/platform.js` prints microseconds of CPU as a table, for
// the library as it is published; `node bench/platform.js bundled` for the library as this service bundles it.
import { cpus } from 'node:os';
import { handlers, parts } from './platform/cases.js';
import { isBundled, openInvocation } from './platform/library.js';
import { answerText, rpcRequest } from './platform/messages.js';

const warmUps = 3_000;
const rounds = 9;
const callsPerRound = 2_000;

/** @param {import('@azure/functions').HttpHandler} handler @throws Error when the answer is another one */
async function invoke(handler) {
  const model = openInvocation(rpcRequest);
  const { context, inputs } = await model.getArguments();
  const { returnValue } = await model.getResponse(context, await model.invokeFunction(context, inputs, handler));
  const { statusCode, headers, body } = returnValue.http;
  const isRight =
    statusCode === '200' && headers['content-type'] === 'application/json' && answerText.length === body.bytes.length;
  if (!isRight) throw new Error(`The library answers ${statusCode} with ${body.bytes.length} bytes.`);
}

/** @param {() => unknown} call @returns {Promise<number>} microseconds of CPU of one call */
async function cost(call, calls = callsPerRound) {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** In another order each round: the garbage of a call is often collected during the next. @param {Readonly<Record<string, () => unknown>>} cases */
async function medians(cases) {
  const entries = Object.entries(cases).map(([name, call]) => ({ name, call, costs: /** @type {number[]} */ ([]) }));
  for (const { call } of entries) await cost(call, warmUps);
  for (let round = 0; round < rounds; round += 1) {
    for (const { call, costs } of entries.toSorted(() => Math.random() - 0.5)) costs.push(await cost(call));
  }
  return entries.map(({ name, costs }) => ({ name, median: costs.sort((a, b) => a - b)[rounds >> 1] ?? 0 }));
}

const invocations = Object.fromEntries(
  Object.entries(handlers).map(([name, handler]) => [name, () => invoke(handler)]),
);
const measured = await medians({ ...invocations, ...parts });
const whole = measured[0]?.median ?? 0;
const rows = measured.map(({ name, median }) => `| ${name} | ${median.toFixed(1)} | ${(median / whole).toFixed(2)} |`);
const source = isBundled ? 'bundled from its sources' : 'as published';
console.log(`Node.js ${process.versions.node}, ${cpus()[0]?.model}, @azure/functions ${source}\n`);
console.log(['| what | microseconds of CPU | of the first |', '|---|---|---|', ...rows].join('\n'));
