// What build/compile-schema.js makes of a `.schema.json`.
import type { ErrorName } from '../errors/catalogue.ts';

interface Validator<Value> {
  (value: unknown): value is Value;
  /** Of the last call. */
  readonly errors?: readonly SchemaError[] | null;
}

/** The members of an ajv error that are read. It also holds the value that was refused: never log one. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: Annotations;
}

interface Annotations {
  /** What a right value looks like, to stand after "It must be". */
  readonly description?: string;
  /** The row of the catalogue for a wrong one. */
  readonly refusal?: ErrorName;
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `import * as … from './….schema.json'` gives. */
export interface CompiledSchema<Value = unknown> {
  readonly validate: Validator<Value>;
  readonly schema: ObjectSchema;
}
