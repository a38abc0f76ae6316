// Made from revoke.schema.json by `npm run build`.
import type { CompiledSchema } from '../shared/validation/validator.ts';

export interface RevokeParameters {
  readonly token: string;
  readonly token_type_hint?: string;
}

export declare const validate: CompiledSchema<RevokeParameters>['validate'];
export declare const schema: CompiledSchema<RevokeParameters>['schema'];
