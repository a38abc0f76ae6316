import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HttpRequest, HttpResponse } from '@azure/functions';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { functionsLibrary } from '../../build/functions-library.js';

const file = fileURLToPath(import.meta.resolve('@azure/functions'));
const folder = dirname(dirname(file));
const published = readFileSync(file, 'utf8');

interface Library {
  readonly HttpRequest: new (init: object) => HttpRequest;
  readonly HttpResponse: new (init: object) => HttpResponse;
}

function load(text: string): Library {
  const module = { exports: {} as Library };
  new Function('module', 'exports', 'require', text)(module, module.exports, createRequire(file));
  return module.exports;
}

/** The library alone, as it is in the bundle. */
const { outputFiles } = await build({
  entryPoints: [file],
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['@azure/functions-core'],
  plugins: [functionsLibrary],
});
const bundled = outputFiles[0]?.text ?? '';

const sent = {
  method: 'POST',
  url: 'http://localhost/token',
  headers: { a: 'b' },
  body: { string: 'scope=a' },
  query: {},
  params: {},
};

it('takes the sources from which the library was built', () => {
  const { sources, sourcesContent } = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
  const built = new Map<string, string>(
    sources.map((source: string, index: number) => [source.replace(/^.*\/\.\//, ''), sourcesContent[index]]),
  );
  const differing = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => readFileSync(join(folder, path), 'utf8') !== built.get(path));
  // Nothing imports it.
  expect(differing).toEqual(['src/utils/util.ts']);
});

it('leaves no generator and no private field in a WeakMap', () => {
  const older = /function\s*\*|__awaiter\(|new WeakMap/;
  expect([published, bundled].map((text) => older.test(text))).toEqual([true, false]);
});

it('leaves requests, answers and exports as they are', async () => {
  const [before, after] = await Promise.all(
    [published, bundled].map(async (text) => {
      const { HttpRequest, HttpResponse, ...others } = load(text);
      const request = new HttpRequest(sent);
      const answer = new HttpResponse({ status: 201, body: 'an answer', headers: { c: 'd' }, cookies: [] });
      return {
        url: request.url,
        headers: [...request.headers],
        user: request.user,
        text: await request.text(),
        again: await request.text().catch((thrown: Error) => thrown.message),
        answer: [answer.status, [...answer.headers], await answer.clone().text(), await answer.text()],
        members: [Object.keys(request), Object.keys(answer)],
        exports: Object.keys(others)
          .filter((name) => name !== 'default')
          .sort(),
      };
    }),
  );
  expect(after).toEqual(before);
  expect(after?.text).toBe('scope=a');
});
