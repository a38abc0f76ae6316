// What the machine did for others: a latency that others made is none of the service.
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * @typedef {object} MachineTime milliseconds of all processors since the start of the machine
 * @property {number} totalMs
 * @property {number} busyMs also what a hypervisor gave to others
 * @property {number} oursMs this process and the service. Azurite is one of the others: it takes longer with each row of the table
 * @property {number} loadMs this process
 */

/** @param {number} servicePid @returns {MachineTime} */
export function machineTime(servicePid) {
  const times = cpus().map(({ times: each }) => each);
  const stolen = stolenMs();
  const totalMs = stolen + sum(times.flatMap((each) => Object.values(each)));
  const { user, system } = process.cpuUsage();
  const loadMs = (user + system) / 1000;
  return {
    totalMs,
    busyMs: totalMs - sum(times.map(({ idle }) => idle)),
    oursMs: loadMs + cpuMsOf(servicePid),
    loadMs,
  };
}

/** What a hypervisor gave to other machines; 0 where there is no /proc. */
function stolenMs() {
  return Number(/^cpu +(?:\d+ +){7}(\d+)/.exec(read('/proc/stat'))?.[1] ?? 0) * tickMs;
}

/** @param {MachineTime} from @param {MachineTime} to @returns {number} the part of all processors that others used, from 0 to 1 */
export function othersShare(from, to) {
  const others = to.busyMs - from.busyMs - (to.oursMs - from.oursMs);
  return Math.max(0, others) / Math.max(1, to.totalMs - from.totalMs);
}

/** Milliseconds of one tick of /proc on every Linux of today. */
const tickMs = 10;

/** 0 where there is no /proc. @param {number} pid */
function cpuMsOf(pid) {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}

function read(/** @type {string} */ file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function sum(/** @type {readonly number[]} */ values) {
  return values.reduce((total, each) => total + each, 0);
}
