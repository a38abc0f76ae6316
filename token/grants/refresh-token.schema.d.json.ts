// Made from refresh-token.schema.json by `npm run build`.
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface RefreshTokenParameters {
  readonly grant_type?: string;
  readonly refresh_token: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
}

export declare const validate: CompiledSchema<RefreshTokenParameters>['validate'];
export declare const schema: CompiledSchema<RefreshTokenParameters>['schema'];
