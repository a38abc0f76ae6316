// Made from authorization-code.schema.json by `npm run build`.
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface AuthorizationCodeParameters {
  readonly grant_type?: string;
  readonly code: string;
  readonly redirect_uri?: string;
  readonly code_verifier?: string;
  readonly resource?: readonly string[];
}

export declare const validate: CompiledSchema<AuthorizationCodeParameters>['validate'];
export declare const schema: CompiledSchema<AuthorizationCodeParameters>['schema'];
