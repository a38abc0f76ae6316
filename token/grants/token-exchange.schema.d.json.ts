// Made from token-exchange.schema.json by `npm run build`.
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface TokenExchangeParameters {
  readonly grant_type?: string;
  readonly subject_token: string;
  readonly subject_token_type: string;
  readonly actor_token?: string;
  readonly actor_token_type?: string;
  readonly requested_token_type?: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
  readonly audience?: readonly string[];
}

export declare const validate: CompiledSchema<TokenExchangeParameters>['validate'];
export declare const schema: CompiledSchema<TokenExchangeParameters>['schema'];
