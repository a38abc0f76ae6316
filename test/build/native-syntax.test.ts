import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { HttpRequest, HttpResponse } from '@azure/functions';
import { expect, it } from 'vitest';
import { inNativeSyntax } from '../../build/native-syntax.js';

const file = fileURLToPath(import.meta.resolve('@azure/functions'));
const source = readFileSync(file, 'utf8');

interface Library {
  readonly HttpRequest: new (init: object) => HttpRequest;
  readonly HttpResponse: new (init: object) => HttpResponse;
}

function load(text: string): Library {
  const module = { exports: {} as Library };
  new Function('module', 'exports', 'require', text)(module, module.exports, createRequire(file));
  return module.exports;
}

const sent = {
  method: 'POST',
  url: 'http://localhost/token',
  headers: { a: 'b' },
  body: { string: 'scope=a' },
  query: {},
  params: {},
};

it('leaves no generator and no private field in a WeakMap in the library of the bundle', () => {
  const text = inNativeSyntax(source);
  expect(text.match(/function\s*\*|__awaiter\(|_\w+_\w+ = new Weak/g)).toBeNull();
  expect(text.match(/runAsync\(async/g)).toHaveLength(source.match(/__awaiter\(this/g)?.length ?? 0);
});

it('leaves requests and answers as they are', async () => {
  const [before, after] = await Promise.all(
    [source, inNativeSyntax(source)].map(async (text) => {
      const { HttpRequest, HttpResponse } = load(text);
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
      };
    }),
  );
  expect(after).toEqual(before);
  expect(after?.text).toBe('scope=a');
});

it('refuses a private field of another object', () => {
  const { HttpRequest } = load(inNativeSyntax(source));
  const { get } = Object.getOwnPropertyDescriptor(HttpRequest.prototype, 'url') ?? {};
  expect(() => get?.call({})).toThrow(TypeError);
});

it('fails the build when the library is written in another way', () => {
  expect(() => inNativeSyntax('module.exports = {}')).toThrow('@azure/functions has no');
  expect(() => inNativeSyntax(`${source}\nfunction* more() {}`)).toThrow('@azure/functions has other generators.');
});
