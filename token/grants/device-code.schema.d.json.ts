// Made from device-code.schema.json by `npm run build`.
import type { CompiledSchema } from '../../shared/validation/validator.ts';

export interface DeviceCodeParameters {
  readonly grant_type?: string;
  readonly device_code: string;
  readonly resource?: readonly string[];
}

export declare const validate: CompiledSchema<DeviceCodeParameters>['validate'];
export declare const schema: CompiledSchema<DeviceCodeParameters>['schema'];
