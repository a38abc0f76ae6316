// openapi.yaml, read when the first answer is compared with it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

export const openApiFile = join(import.meta.dirname, '..', '..', 'openapi.yaml');

interface Reference {
  readonly $ref: string;
}

/** A JSON Schema of the dialect 2020-12. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly maxLength?: number;
}

interface Example {
  readonly value: unknown;
}

export interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, Example | Reference>>;
}

export type Content = Readonly<Record<string, Media>>;

export interface Header {
  readonly required?: boolean;
  readonly schema: Schema;
  /** Of the address in a redirect to an app. */
  readonly 'x-parameters'?: Schema;
}

export interface Response {
  /** Of a form for an app. */
  readonly 'x-form-parameters'?: Schema;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Content;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

export interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Response | Reference>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

export type Path = Readonly<Record<string, Operation>> & {
  /** The answer to every method that is not among the operations. */
  readonly 'x-unsupported-methods': Response | Reference;
};

export interface OpenApi {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Path>>;
  /** The answer where there is no endpoint. */
  readonly 'x-unknown-paths': Response | Reference;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly headers: Readonly<Record<string, Header>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

let document: OpenApi | undefined;

export function openApi(): OpenApi {
  document ??= parse(readFileSync(openApiFile, 'utf8')) as OpenApi;
  return document;
}

/** What a reference leads to. @throws Error if it leads nowhere */
export function resolved<T extends object>(part: T | Reference): T {
  if (!('$ref' in part) || typeof part.$ref !== 'string') return part as T;
  const steps = part.$ref.slice('#/'.length).split('/');
  const found = steps.reduce<unknown>(
    (place, step) => (place as Readonly<Record<string, unknown>> | undefined)?.[step],
    openApi(),
  );
  if (found === undefined) throw new Error(`openapi.yaml has no ${part.$ref}`);
  return resolved(found as T);
}

/** The operations of a path by method, in lower case. */
export function operationsOf(path: Path): Readonly<Record<string, Operation>> {
  const { 'x-unsupported-methods': _, ...operations } = path;
  return operations;
}

let ajv: Ajv2020 | undefined;
const validators = new WeakMap<Schema, ValidateFunction>();

/** Compiled once in a worker. */
export function validatorOf(schema: Schema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  ajv ??= openAjv();
  const made = ajv.compile(withDefinitions(schema));
  validators.set(schema, made);
  return made;
}

const schemasId = 'https://issuer.example/schemas';

function openAjv(): Ajv2020 {
  const opened = new Ajv2020({
    strict: true,
    // A schema that narrows another one does not repeat its type and properties.
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
    formats: { uri: (value: string) => URL.canParse(value), password: true },
    keywords: ['discriminator'],
  });
  return opened.addSchema({ $id: schemasId, $defs: withDefinitions(openApi().components.schemas) });
}

/** The place of a schema in an OpenAPI document is unknown to JSON Schema. */
function withDefinitions<T>(part: T): T {
  return JSON.parse(JSON.stringify(part).replaceAll('#/components/schemas/', `${schemasId}#/$defs/`));
}
