// How much of the app a process reads: at a start, and when a setting asks for more. Sizes are in bytes.

/** @typedef {import('esbuild').Metafile['outputs']} Outputs */

/** The entry points of each part, by the ends of their paths. A part does not count what is in one before it. */
const parts = {
  'at every start': ['app.ts'],
  'with STORE=table': ['shared/store/open-table-store.ts'],
  'with a managed identity': ['@azure/identity/dist/esm/index.js'],
  'with KEY_VAULT': ['shared/key-vault/keys-from-vault.ts', 'shared/key-vault/vault-secret.ts'],
  'with TELEMETRY': ['telemetry/open-telemetry.ts', 'telemetry/otlp.ts', 'telemetry/azure-monitor.ts'],
};

/** The files of each part, by their paths from the root. @param {Outputs} outputs @returns {Readonly<Record<string, readonly string[]>>} */
export function filesOf(outputs) {
  /** @type {Set<string>} */
  const counted = new Set();
  const files = Object.entries(parts).map(([part, entries]) => {
    const paths = closure(
      outputs,
      entries.map((end) => outputOf(outputs, end)),
    );
    const own = [...paths].filter((path) => !counted.has(path));
    for (const path of own) counted.add(path);
    return [part, own];
  });
  const code = Object.keys(outputs).filter((path) => path.endsWith('.js'));
  return Object.fromEntries([...files, ['other', code.filter((path) => !counted.has(path))]]);
}

/** @param {Outputs} outputs @returns {Readonly<Record<string, number>>} `other` is what nothing above loads at once */
export function sizesOf(outputs) {
  return Object.fromEntries(Object.entries(filesOf(outputs)).map(([part, files]) => [part, sum(outputs, files)]));
}

/** The files that every start reads. @param {Outputs} outputs */
export function startFiles(outputs) {
  return filesOf(outputs)['at every start'] ?? [];
}

/** What a start with a table reads, without telemetry and identity. @param {Outputs} outputs */
export function startSize(outputs) {
  const { 'at every start': always = 0, 'with STORE=table': table = 0 } = sizesOf(outputs);
  return always + table;
}

/** @param {Outputs} outputs */
export function sizesText(outputs) {
  const lines = Object.entries(sizesOf(outputs)).map(
    ([part, bytes]) => `  ${part.padEnd(24)} ${kb(bytes).padStart(6)} kB`,
  );
  return [...lines, `  a start with a table     ${kb(startSize(outputs)).padStart(6)} kB`].join('\n');
}

function kb(/** @type {number} */ bytes) {
  return String(Math.ceil(bytes / 1000));
}

/** @param {Outputs} outputs @param {string} end of the path of an entry point @throws {Error} when none has it */
function outputOf(outputs, end) {
  // build/one-start.js puts `loaded-later:` before the path of what is loaded later.
  const found = Object.keys(outputs).find((path) =>
    `/${outputs[path]?.entryPoint?.split(':').at(-1)}`.endsWith(`/${end}`),
  );
  if (found === undefined) throw new Error(`${end} is not an entry point of the app`);
  return found;
}

/** With everything that they import at once. @param {Outputs} outputs @param {readonly string[]} entries */
function closure(outputs, entries) {
  /** @type {Set<string>} */
  const found = new Set();
  const rest = [...entries];
  for (let path = rest.pop(); path !== undefined; path = rest.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const each of outputs[path]?.imports ?? []) {
      if (each.kind === 'import-statement' && !each.external) rest.push(each.path);
    }
  }
  return found;
}

/** @param {Outputs} outputs @param {readonly string[]} paths */
function sum(outputs, paths) {
  return paths.reduce((total, path) => total + (outputs[path]?.bytes ?? 0), 0);
}
