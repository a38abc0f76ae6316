// Made from client-credentials.schema.json by `npm run build`.
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface ClientCredentialsParameters {
  readonly grant_type?: string;
  readonly scope?: string;
  readonly resource?: readonly string[];
}

export declare const validate: CompiledSchema<ClientCredentialsParameters>['validate'];
export declare const schema: CompiledSchema<ClientCredentialsParameters>['schema'];
