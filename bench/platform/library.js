// Loads the Functions library alone, as its Node worker does: with a core, which keeps what is registered.
import Module, { createRequire } from 'node:module';
import { build } from 'esbuild';
import { functionsLibrary } from '../../build/functions-library.js';

/**
 * The parts of `@azure/functions-core` that are used here.
 * @typedef {{ readonly name: string, readonly bindings: Readonly<Record<string, { readonly type: string }>> }} Metadata
 * @typedef {{ readonly status: number, readonly body: Buffer }} Sent
 * @typedef {import('@azure/functions').HttpHandler} Handler
 * @typedef {Parameters<Handler>} Arguments
 * @typedef {{ getArguments(): Promise<{ readonly inputs: [Arguments[0]], readonly context: Arguments[1] }>,
 *   invokeFunction(context: Arguments[1], inputs: [Arguments[0]], handler: Handler): Promise<unknown>,
 *   getResponse(context: Arguments[1], result: unknown): Promise<{ readonly returnValue: { readonly http: RpcResponse } }> }} Model
 * @typedef {{ readonly statusCode: string, readonly headers: Readonly<Record<string, string>>,
 *   readonly body: { readonly bytes: Uint8Array } }} RpcResponse
 */

/** @type {Metadata | undefined} */
let metadata;

/** @type {{ getInvocationModel(invocation: object): Model } | undefined} */
let programmingModel;

const core = {
  version: '4.0.0',
  hostVersion: '4.0.0',
  setProgrammingModel(/** @type {typeof programmingModel} */ given) {
    programmingModel = given;
  },
  getProgrammingModel: () => programmingModel,
  registerFunction(/** @type {Metadata} */ given) {
    metadata = given;
    return { dispose() {} };
  },
};

const { require: requireOther } = Module.prototype;
Module.prototype.require = function requireOrCore(/** @type {string} */ id) {
  return id === '@azure/functions-core' ? core : requireOther.call(this, id);
};

const require = createRequire(import.meta.url);

/** The library as dist/ has it. @returns {Promise<typeof import('@azure/functions')>} */
async function bundledLibrary() {
  const { outputFiles } = await build({
    entryPoints: [require.resolve('@azure/functions')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    external: ['@azure/functions-core'],
    plugins: [functionsLibrary],
  });
  const module = { exports: /** @type {typeof import('@azure/functions')} */ ({}) };
  new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require);
  return module.exports;
}

export const isBundled = process.argv.includes('bundled');

/** @type {typeof import('@azure/functions')} */
export const library = isBundled ? await bundledLibrary() : require('@azure/functions');
library.app.http('token', { methods: ['POST'], authLevel: 'anonymous', handler: () => ({}) });

/** What the library makes of one request. @param {object} http as the host sends it (RpcHttpData) */
export function openInvocation(http) {
  if (!programmingModel || !metadata) throw new Error('The library has not registered its function.');
  const [name] = Object.keys(metadata.bindings);
  const request = { invocationId: 'i', functionId: 'f', inputData: [{ name, data: { http } }], traceContext: {} };
  return programmingModel.getInvocationModel({ invocationId: 'i', metadata, request, log() {} });
}
