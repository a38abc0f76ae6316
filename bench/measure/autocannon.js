// `node autocannon.js FILE`: one round of load where wrk is missing, as wrk.lua does it.
import { readFile } from 'node:fs/promises';
import autocannon from 'autocannon';

/** @typedef {{ readonly body: string }} Request */
/** @typedef {{ setRequests(requests: readonly object[]): void }} Client */

const { origin, load, seconds, connections } = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
const { method, path, headers, body, statuses, mark, tokens, chain } = load;

let unexpected = 0;
let example = '';
let clients = 0;

/** Each connection follows its own chain of tokens. @param {Client} client */
function setupClient(client) {
  const own = tokens?.[clients];
  clients += 1;
  let answered = 0;
  let token = own?.[0] ?? '';
  client.setRequests([
    {
      method,
      path,
      headers,
      setupRequest: (/** @type {Request} */ request) => ({ ...request, body: body.replace('TOKEN', token) }),
      onResponse(/** @type {number} */ status, /** @type {string} */ text) {
        answered += 1;
        if (!statuses.includes(status) || !text.includes(mark)) {
          unexpected += 1;
          example ||= `${status} ${text.slice(0, 300)}`;
        }
        token = chain ? /"refresh_token":"([^"]+)"/.exec(text)?.[1] : own?.[answered];
      },
    },
  ]);
}

// Without one it goes on for `duration`; with tokens that are used up, it ends with them.
const amount = tokens && !chain ? { amount: connections * tokens[0].length } : {};
const { latency, errors, timeouts, duration, requests } = await autocannon({
  url: origin,
  connections,
  duration: seconds,
  timeout: 20,
  ...amount,
  setupClient,
});

process.stdout.write(
  JSON.stringify({
    requests: requests.total,
    durationUs: duration * 1e6,
    p50Us: latency.p50 * 1000,
    p99Us: latency.p99 * 1000,
    unexpected,
    broken: errors + timeouts,
    example,
  }),
);
