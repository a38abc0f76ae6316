// Made from introspect.schema.json by `npm run build`.
import type { CompiledSchema } from '../shared/validation/validator.ts';

export interface IntrospectParameters {
  readonly token: string;
  readonly token_type_hint?: string;
}

export declare const validate: CompiledSchema<IntrospectParameters>['validate'];
export declare const schema: CompiledSchema<IntrospectParameters>['schema'];
