// A store of one size in its own process: fills it, then measures a round whenever it is asked to.
import { serve } from '../../shared/serving/serve.ts';
import { providerOf } from '../../shared/serving/service-provider.ts';
import { tokenEndpoint } from '../../token/endpoint.ts';
import { cases } from './cases.js';

const callers = 16;

const [name = '', size] = process.argv.slice(2);
const open = cases[/** @type {import('./cases.js').CaseName} */ (name)];
const { service, next, used } = await open(Number(size));
const handler = serve('token', tokenEndpoint, providerOf(service));
const context = { log() {}, warn() {}, error() {} };
// Events of upkeep.
console.error = () => {};

/** @param {Buffer} body */
function requestOf(body) {
  const headers = new Headers({
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': String(body.length),
    'User-Agent': 'bench',
  });
  const stream = new Response(body).body;
  return /** @type {import('@azure/functions').HttpRequest} */ (
    /** @type {unknown} */ ({ method: 'POST', url: 'http://localhost:7071/token', headers, body: stream })
  );
}

async function one(/** @type {number} */ caller) {
  const form = new URLSearchParams(next(caller));
  const { status, body = '' } = await handler(requestOf(Buffer.from(form.toString())), context);
  if (status !== 200) throw new Error(`${status} ${body}`);
  used(caller, JSON.parse(body));
}

async function round(/** @type {number} */ requests) {
  let left = requests;
  /** @type {number[]} */
  const latencies = [];
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (left > 0) {
        left -= 1;
        const began = performance.now();
        await one(caller);
        latencies.push(performance.now() - began);
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  latencies.sort((one, other) => one - other);
  return {
    cpuMicroseconds: (user + system) / requests,
    p99Milliseconds: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
  };
}

process.on('message', async (/** @type {{ requests: number }} */ { requests }) => {
  process.send?.(await round(requests));
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
