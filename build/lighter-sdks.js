// Lighter forms of what the Azure SDKs import at their start although hardly any service needs it: as they are, the first call of
// a table would take nearly twice the CPU.
import { relative } from 'node:path';
import { root } from './root.js';

/** By the import that each replaces. */
const replacements = {
  // The service sends and asks for JSON: XML comes only from something between it and the store.
  '@azure/core-xml': `
export const XML_ATTRKEY = '$';
export const XML_CHARKEY = '_';
export async function parseXML(...args) {
  return (await import('@azure/core-xml')).parseXML(...args);
}
export function stringifyXML() {
  throw new Error('The service sends no XML.');
}
`,
  // Where HTTPS_PROXY or HTTP_PROXY names a proxy. The SDKs create these with \`new\`.
  'https-proxy-agent': agentWhenUsed('HttpsProxyAgent', 'https-proxy-agent'),
  'http-proxy-agent': agentWhenUsed('HttpProxyAgent', 'http-proxy-agent'),
  // Node reads every member of what is imported as a module. Of `process` that opens the standard input, of `http` it loads the
  // whole of `fetch` (from Node 22).
  'node:process': 'export default globalThis.process;',
  'node:http': "module.exports = require('node:http');",
  http: "module.exports = require('node:http');",
};

function agentWhenUsed(/** @type {string} */ name, /** @type {string} */ path) {
  return `
export function ${name}(...args) {
  return new (require('${path}').${name})(...args);
}
`;
}

const namespace = 'lighter';
const filter = new RegExp(`^(?:${Object.keys(replacements).join('|')})$`);

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const lighterSdks = {
  name: 'lighter-sdks',
  setup(builder) {
    builder.onResolve({ filter }, ({ path, kind, importer, resolveDir, ...from }) => {
      if (from.namespace === namespace || kind !== 'import-statement') return undefined;
      // One for each importer, which is not worth a file that they share.
      const suffix = `?${relative(root, importer).replaceAll('\\', '/')}`;
      return { path, namespace, suffix, pluginData: resolveDir };
    });
    builder.onLoad({ filter: /./, namespace }, ({ path, pluginData }) => ({
      contents: replacements[/** @type {keyof typeof replacements} */ (path)],
      resolveDir: pluginData,
    }));
  },
};
