// One start, in a process of its own: loads the entry file that is named, or nothing; with `use`, reads one partition of its store
// then. Prints the CPU time of the process so far, and the time since its beginning, both in milliseconds.
import Module from 'node:module';
import { pathToFileURL } from 'node:url';

// What the Functions worker gives the library, without a host behind it.
const core = {
  version: '4',
  hostVersion: '4',
  setProgrammingModel: () => {},
  registerHook: () => ({ dispose() {} }),
  registerFunction: () => ({ dispose() {} }),
};
const { require } = Module.prototype;
Module.prototype.require = /** @type {NodeJS.Require} */ (serveCore);

/** @this {NodeJS.Module} @param {string} id @returns {unknown} */
function serveCore(id) {
  return id === '@azure/functions-core' ? core : require.call(this, id);
}

const [entry, use] = process.argv.slice(2);
if (entry) {
  const { started } = await import(pathToFileURL(entry).href);
  if (use) {
    const { store } = await started.service();
    await store.read('a partition');
  }
}
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() }));
// Whatever else the entry file has begun.
process.exit();
