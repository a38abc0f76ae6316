// Made from authorize.schema.json by `npm run build`.
import type { CompiledSchema } from '../shared/validation/validator.ts';

export interface AuthorizeParameters {
  readonly response_type?: string;
  readonly client_id?: string;
  readonly redirect_uri?: string;
  readonly response_mode?: string;
  readonly state?: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
  readonly code_challenge?: string;
  readonly code_challenge_method?: 'S256';
  readonly dpop_jkt?: string;
  readonly nonce?: string;
  readonly prompt?: string;
  readonly max_age?: string;
  readonly login_hint?: string;
  readonly idp?: string;
  readonly id_token_hint?: string;
  readonly claims?: string;
  readonly acr_values?: string;
  readonly ui_locales?: string;
  readonly claims_locales?: string;
  readonly display?: string;
  readonly request?: string;
  readonly request_uri?: string;
}

export declare const validate: CompiledSchema<AuthorizeParameters>['validate'];
export declare const schema: CompiledSchema<AuthorizeParameters>['schema'];
