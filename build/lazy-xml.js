// The Azure SDKs load an XML parser at their start, a tenth of what the app reads then. The service sends and asks for JSON: the
// parser is needed only when something between it and the store answers with XML.

const lazy = `
export const XML_ATTRKEY = '$';
export const XML_CHARKEY = '_';
export async function parseXML(...args) {
  return (await import('@azure/core-xml')).parseXML(...args);
}
export function stringifyXML() {
  throw new Error('The service sends no XML.');
}
`;

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const lazyXml = {
  name: 'lazy-xml',
  setup(builder) {
    builder.onResolve({ filter: /^@azure\/core-xml$/ }, ({ namespace, resolveDir }) =>
      namespace === 'lazy-xml' ? undefined : { path: '@azure/core-xml', namespace: 'lazy-xml', pluginData: resolveDir },
    );
    builder.onLoad({ filter: /./, namespace: 'lazy-xml' }, ({ pluginData }) => ({
      contents: lazy,
      resolveDir: pluginData,
    }));
  },
};
