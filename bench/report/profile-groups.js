// Who spends the time of a profile. What Node.js does on behalf of a caller counts as the caller's, but for HTTP, sockets and streams.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { basename, join } from 'node:path';
import { root } from '../../build/root.js';

/** @typedef {import('../measure/profile.js').Profile} Profile */
/** @typedef {import('../measure/profile.js').ProfileNode} ProfileNode */
/** @typedef {import('../measure/profile.js').CallFrame} CallFrame */

/** The start of the service, and code that V8 has not compiled yet. */
const skippedShare = 0.4;

/** By the paths of sources. @type {readonly (readonly [start: string, group: string])[]} */
const owners = [
  ['node_modules/jose/', 'jose and WebCrypto'],
  // By the source map of its package, or bundled from its sources.
  ['webpack://@azure/functions/', '@azure/functions'],
  ['node_modules/@azure/functions/', '@azure/functions'],
  ['node_modules/', 'other packages'],
  ['local/', 'the embedded host'],
];

const nodeHttp = /^node:(?:_http|net|internal\/(?:streams|http|stream_base)|_stream|stream)/;

/** @type {Map<string, SourceMap | undefined>} */
const maps = new Map();

/**
 * @param {Profile} profile
 * @returns {{ groups: ReadonlyMap<string, number>, own: ReadonlyMap<string, number> }} shares of the time that was not idle, the
 * greatest first; `own`: of Tessera's functions, each with what it makes Node.js do
 */
export function groupsOf({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const known = new Map(nodes.map(({ id }) => [id, groupOf(stackOf(id, byId, parents))]));
  const groups = new Map();
  const own = new Map();
  let busyUs = 0;
  for (let at = Math.floor(samples.length * skippedShare); at < samples.length; at += 1) {
    const { group, of } = known.get(samples[at] ?? 0) ?? { group: 'idle' };
    if (group === 'idle') continue;
    const spentUs = timeDeltas[at] ?? 0;
    busyUs += spentUs;
    groups.set(group, (groups.get(group) ?? 0) + spentUs);
    if (of !== undefined) own.set(of, (own.get(of) ?? 0) + spentUs);
  }
  return { groups: shares(groups, busyUs), own: shares(own, busyUs) };
}

/** From the function that ran to what called it first. @param {number} id @param {ReadonlyMap<number, ProfileNode>} byId @param {ReadonlyMap<number, number>} parents */
function stackOf(id, byId, parents) {
  /** @type {CallFrame[]} */
  const stack = [];
  for (let at = byId.get(id); at; at = byId.get(parents.get(at.id) ?? -1)) stack.push(at.callFrame);
  return stack;
}

/** @param {readonly CallFrame[]} stack @returns {{ group: string, of?: string }} */
function groupOf(stack) {
  for (const frame of stack) {
    const { functionName, url } = frame;
    if (functionName === '(idle)') return { group: 'idle' };
    if (functionName === '(garbage collector)') return { group: 'garbage collection' };
    if (nodeHttp.test(url)) return { group: 'node:http, sockets and streams' };
    if (!url.startsWith('file:')) continue;
    const source = sourceOf(frame);
    if (source === undefined) continue;
    const owner = owners.find(([start]) => source.startsWith(start));
    return owner
      ? { group: owner[1] }
      : { group: "Tessera's own code", of: `${functionName || '(anonymous)'} (${source})` };
  }
  return { group: 'promises, streams and native code without an owner' };
}

/** The path of the source from the root. @param {CallFrame} frame */
function sourceOf({ url, lineNumber, columnNumber }) {
  const file = basename(new URL(url).pathname);
  if (file === 'start.js') return 'local/start.ts';
  if (!maps.has(file)) maps.set(file, mapOf(file));
  const entry = maps.get(file)?.findEntry(lineNumber, columnNumber);
  return entry && 'originalSource' in entry ? entry.originalSource.replace(/^(?:\.\.\/)+/, '') : undefined;
}

/** @param {string} file of dist/ */
function mapOf(file) {
  const map = join(root, 'out', 'maps', `${file}.map`);
  return existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined;
}

/** @param {ReadonlyMap<string, number>} times @param {number} total */
function shares(times, total) {
  return new Map([...times].sort(([, a], [, b]) => b - a).map(([name, spent]) => [name, spent / total]));
}
