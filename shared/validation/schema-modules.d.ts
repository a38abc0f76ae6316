// The type of an imported schema, which build/compile-schema.js compiles.
declare module '*.schema.json' {
  export const validate: import('./validator.ts').CompiledSchema['validate'];
  export const schema: import('./validator.ts').CompiledSchema['schema'];
}
