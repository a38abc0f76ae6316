// `@azure/functions` is published for engines of 2015: its async functions are generators, made anew for each call, and its private
// fields are WeakMaps. V8 keeps the prototype of such a generator, and with it all that the call refers to, until a full
// collection, so whole requests grow old: a tenth of the time of a token, and 25 MB. The bundle has what the
// library's source has: async functions and private fields.
import { readFile } from 'node:fs/promises';

const support = `
function runAsync(body) {
  return body();
}
function privateField() {
  class Receiver {
    constructor(receiver) {
      return receiver;
    }
  }
  class Field extends Receiver {
    #value;
    constructor(receiver, value) {
      super(receiver);
      this.#value = value;
    }
    static has(receiver) {
      return #value in receiver;
    }
    static get(receiver) {
      return receiver.#value;
    }
    static set(receiver, value) {
      if (#value in receiver) receiver.#value = value;
      else new Field(receiver, value);
    }
  }
  // An object: what TypeScript writes takes a function for a class with static fields.
  return { has: Field.has, get: Field.get, set: Field.set, add: Field.set };
}
`;

/** What TypeScript writes for the target ES2015, and what it stands for. @type {readonly (readonly [RegExp, string])[]} */
const native = [
  [/\b__awaiter\(this, void 0, void 0, function\* \(\) \{/g, 'runAsync(async () => {'],
  [/\byield\b/g, 'await'],
  [/(\b_[A-Z]\w*_\w+ = )new Weak(?:Map|Set)\(\)/g, '$1privateField()'],
];

/** @param {string} source @throws {Error} when the library is written in another way */
export function inNativeSyntax(source) {
  let text = source;
  for (const [pattern, replacement] of native) {
    if (!pattern.test(text)) throw new Error(`@azure/functions has no ${pattern}: see build/native-syntax.js.`);
    text = text.replaceAll(pattern, replacement);
  }
  if (/\b__awaiter\(|\bfunction\s*\*/.test(text)) throw new Error('@azure/functions has other generators.');
  return text + support;
}

/** The esbuild plugin. @type {import('esbuild').Plugin} */
export const nativeSyntax = {
  name: 'native-syntax',
  setup(builder) {
    builder.onLoad({ filter: /@azure[\\/]functions[\\/]dist[\\/]azure-functions\.js$/ }, async ({ path }) => ({
      contents: inNativeSyntax(await readFile(path, 'utf8')),
    }));
  },
};
