// What importing a schema gives: build/compile-schema.js compiles it.
declare module '*.schema.json' {
  export const validate: import('./validator.ts').CompiledSchema['validate'];
  export const schema: import('./validator.ts').CompiledSchema['schema'];
}
