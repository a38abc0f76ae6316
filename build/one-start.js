// Keeps what every start reads in one file, and what the table store adds in another. esbuild makes a chunk of the code that a
// set of entry points shares, and a dynamic import is an entry point: the code of a start was in seventeen files, each as slow to
// load as 30 kB more in one. Here what is loaded later imports all of the start, so that they share it whole.
import { relative } from 'node:path';
import { root } from './root.js';

/** All that app.ts imports. Not app.ts itself: it waits for what it loads later, which would wait for it. */
const start = ['register.ts', 'shared/serving/service-provider.ts'];

/** What has the core of the Azure SDKs in common with the table store, which most services use. */
const withSdk =
  /@azure\/(?:identity\/dist\/esm\/index|monitor-)|shared\/key-vault\/vault-secret\.ts$|shared\/telemetry\/azure-monitor\.ts$/;
const tableStore = 'shared/store/open-table-store.ts';

const isAsked = Symbol('asks where the import leads');

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const oneStart = {
  name: 'one-start',
  setup(builder) {
    builder.onResolve({ filter: /./, namespace: 'file' }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === isAsked || !sharesTheStart(importer)) return undefined;
      const found = await builder.resolve(path, { kind, importer, resolveDir, pluginData: isAsked });
      if (found.external || found.namespace !== 'file') return found;
      return { path: relative(root, found.path).replaceAll('\\', '/'), namespace: 'loaded-later' };
    });
    builder.onLoad({ filter: /./, namespace: 'loaded-later' }, ({ path }) => {
      const shared = withSdk.test(path) ? [...start, tableStore] : start;
      const imports = shared.map((file) => `import './${file}';`);
      return { contents: [`export * from './${path}';`, ...imports].join('\n'), resolveDir: root };
    });
  },
};

/** What other packages load later needs nothing of the start, and may be CommonJS. */
function sharesTheStart(/** @type {string} */ importer) {
  return !importer.includes('node_modules') || withSdk.test(importer.replaceAll('\\', '/'));
}
