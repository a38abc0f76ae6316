// `node autocannon.js FILE`: one round of load where wrk is missing, as wrk.lua does it.
import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';

const { origin, load, seconds, connections } = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
const { method, path, headers, body, status, mark, tokens, chain } = load;

let unexpected = 0;
let exhausted = 0;
let example = '';
let clients = 0;

const result = await autocannon({
  url: origin + path,
  method,
  headers,
  body,
  connections,
  duration: seconds,
  setupClient(/** @type {import('node:events').EventEmitter & { setBody(body: string): void }} */ client) {
    const own = tokens?.[clients++];
    let sent = 0;
    let token = own?.[0];
    const setNext = () => own && client.setBody(body.replace('TOKEN', token ?? ''));
    setNext();
    client.on('body', (/** @type {string | Buffer} */ received) => {
      const text = String(received);
      if (!text.includes(mark)) {
        unexpected += 1;
        example ||= text.slice(0, 300);
      }
      sent += 1;
      token = chain ? /"refresh_token":"([^"]+)"/.exec(text)?.[1] : own?.[sent];
      if (own && token === undefined) exhausted += 1;
      setNext();
    });
    client.on('response', (/** @type {number} */ received) => {
      if (received !== status) unexpected += 1;
    });
  },
});

const { latency, errors, timeouts, duration } = result;
process.stdout.write(
  JSON.stringify({
    requests: result.requests.total,
    durationUs: duration * 1e6,
    p50Us: latency.p50 * 1000,
    p99Us: latency.p99 * 1000,
    unexpected,
    broken: errors + timeouts,
    exhausted,
    example,
  }),
);
