// Keeps what every start reads in one file. esbuild makes a chunk of the code that a set of entry points shares, and a dynamic
// import is an entry point: the code of a start was in seventeen files, each as slow to load as 30 kB more in one. Here what is
// loaded later imports all of the start, so that they share it whole.
import { relative } from 'node:path';
import { root } from './root.js';

/** All that app.ts imports. Not app.ts itself: it waits for what it loads later, which would wait for it. */
const start = ['register.ts', 'shared/serving/service-provider.ts'];

const isAsked = Symbol('asks where the import leads');

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const oneStart = {
  name: 'one-start',
  setup(builder) {
    // What packages load later shares nothing with the start: these are the imports of our own sources.
    builder.onResolve({ filter: /./, namespace: 'file' }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === isAsked || importer.includes('node_modules')) return undefined;
      const found = await builder.resolve(path, { kind, importer, resolveDir, pluginData: isAsked });
      if (found.external || found.namespace !== 'file') return found;
      return { path: relative(root, found.path).replaceAll('\\', '/'), namespace: 'loaded-later' };
    });
    builder.onLoad({ filter: /./, namespace: 'loaded-later' }, ({ path }) => ({
      contents: [`export * from './${path}';`, ...start.map((file) => `import './${file}';`)].join('\n'),
      resolveDir: root,
    }));
  },
};
