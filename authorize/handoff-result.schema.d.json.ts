// Made from handoff-result.schema.json by `npm run build`.
import type { CompiledSchema } from '../shared/validation/validator.ts';

export interface HandoffResultParameters {
  readonly challenge: string;
  readonly iat: number;
  readonly exp: number;
  readonly nbf?: number;
  readonly sub?: string;
  readonly error?: 'access_denied' | 'login_required';
  readonly auth_time?: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly name?: string;
  readonly preferred_username?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

export declare const validate: CompiledSchema<HandoffResultParameters>['validate'];
export declare const schema: CompiledSchema<HandoffResultParameters>['schema'];
