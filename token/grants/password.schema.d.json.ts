// Made from password.schema.json by `npm run build`.
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface PasswordParameters {
  readonly grant_type?: string;
  readonly username: string;
  readonly password: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
}

export declare const validate: CompiledSchema<PasswordParameters>['validate'];
export declare const schema: CompiledSchema<PasswordParameters>['schema'];
