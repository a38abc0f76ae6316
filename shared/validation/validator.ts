// The types of the modules that build/compile-schema.js compiles from `.schema.json` files.
import type { ErrorName } from '../errors/catalogue.ts';

interface Validator<Value> {
  (value: unknown): value is Value;
  readonly errors?: readonly SchemaError[] | null;
}

/** The part of an ajv error that is used. Never log the whole error: it has the refused value, which may be a secret. */
export interface SchemaError {
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly parentSchema?: Annotations;
}

interface Annotations {
  /** Describes a valid value, to follow "It must be". */
  readonly description?: string;
  /** The row of the error catalogue for an invalid value. */
  readonly refusal?: ErrorName;
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface CompiledSchema<Value = unknown> {
  readonly validate: Validator<Value>;
  readonly schema: ObjectSchema;
}
