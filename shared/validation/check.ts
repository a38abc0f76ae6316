import { OAuthError } from '../errors/oauth-error.ts';
import type { Parameters } from './parameters.ts';
import type { CompiledSchema, SchemaError } from './validator.ts';

/** @throws OAuthError MissingParameter, or the row that the schema names in `refusal`; by default MalformedRequest */
export function checkParameters<Narrowed>({ validate }: CompiledSchema<Narrowed>, parameters: Parameters): Narrowed {
  const sent: unknown = parameters;
  if (validate(sent)) return sent;
  const errors = validate.errors ?? [];
  const missing = errors.find(({ keyword }) => keyword === 'required');
  if (missing) {
    throw new OAuthError(
      'MissingParameter',
      `The request body must contain the parameter ${missing.params.missingProperty}.`,
    );
  }
  const [error] = errors;
  const name = error?.instancePath.split('/')[1] ?? 'parameters';
  throw new OAuthError(
    error?.parentSchema?.refusal ?? 'MalformedRequest',
    `The parameter ${name} is malformed. It must be ${error?.parentSchema?.description ?? 'as the specification says'}.`,
  );
}

export interface PlacedProblem {
  /** Member names and item indexes from the root to the problem. For a missing member, the path of the object that lacks it. */
  readonly path: readonly string[];
  readonly problem: string;
}

/** Every problem of a value that an operator wrote, one line each. Never quotes the value, which may be a secret. */
export function problemsOf(schema: CompiledSchema, value: unknown): readonly string[] {
  return placedProblemsOf(schema, value).map(({ problem }) => problem);
}

/** As `problemsOf`, with the path of each problem. */
export function placedProblemsOf({ validate }: CompiledSchema, value: unknown): readonly PlacedProblem[] {
  return validate(value)
    ? []
    : (validate.errors ?? []).filter(({ keyword }) => !redundantKeywords.includes(keyword)).map(placed);
}

/** Keywords whose errors only repeat another error. */
const redundantKeywords: readonly string[] = ['if', 'propertyNames'];

function placed(error: SchemaError): PlacedProblem {
  // RFC 6901 §4: in the other order, `~01` would become a slash.
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { additionalProperty } = error.params;
  const isStray = error.keyword === 'additionalProperties' && typeof additionalProperty === 'string';
  return { path: isStray ? [...path, additionalProperty] : path, problem: problem(error) };
}

function problem({ instancePath, keyword, message, params, parentSchema }: SchemaError): string {
  const where = instancePath.slice(1).replaceAll('/', '.');
  const prefix = where ? `${where}.` : '';
  if (keyword === 'required') return `${prefix}${params.missingProperty} is missing`;
  if (keyword === 'additionalProperties') return `${prefix}${params.additionalProperty} is not a known member`;
  return `${where || 'the value'} ${parentSchema?.description ? `must be ${parentSchema.description}` : message}`;
}
