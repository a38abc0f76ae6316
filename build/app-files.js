/** What the build tells build/package.js of dist/. */
export const appFilesList = 'out/app-files.json';

/**
 * @typedef {object} AppFiles
 * @property {import('esbuild').Metafile['outputs']} outputs
 * @property {readonly string[]} files whose code is in dist/
 */
