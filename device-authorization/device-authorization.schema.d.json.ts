// Made from device-authorization.schema.json by `npm run build`.
import type { CompiledSchema } from '../shared/validation/validator.ts';

export interface DeviceAuthorizationParameters {
  readonly scope?: string;
  readonly resource?: readonly string[];
}

export declare const validate: CompiledSchema<DeviceAuthorizationParameters>['validate'];
export declare const schema: CompiledSchema<DeviceAuthorizationParameters>['schema'];
