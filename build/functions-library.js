// `@azure/functions` from the TypeScript sources in its package. Its own build is for engines of 2015: async functions are
// generators, made anew for each call, and private fields are WeakMaps. V8 keeps the prototype of such a generator, and with it all
// that the call refers to, until a full collection, so whole requests grow old: a tenth of the time of a token, and 25 MB.
import { dirname, join } from 'node:path';

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const functionsLibrary = {
  name: 'functions-library',
  setup(builder) {
    builder.onLoad({ filter: /@azure[\\/]functions[\\/]dist[\\/]azure-functions\.js$/ }, ({ path }) => ({
      contents: "import * as library from './index.ts';\nexport * from './index.ts';\nexport { library as default };",
      resolveDir: join(dirname(dirname(path)), 'src'),
    }));
    // Its build requires this package. What an import would find has no named exports.
    builder.onResolve({ filter: /^@azure\/functions-extensions-base$/ }, ({ path, kind, importer, resolveDir }) =>
      kind === 'import-statement' ? builder.resolve(path, { kind: 'require-call', importer, resolveDir }) : undefined,
    );
  },
};
