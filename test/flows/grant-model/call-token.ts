import type { Service } from '../../../shared/serving/service.ts';
import { tokenEndpoint } from '../../../token/endpoint.ts';
import { callForm } from './call-form.ts';

export interface CalledToken {
  readonly status: number;
  /** The number in the catalogue; undefined for tokens. */
  readonly error: number | undefined;
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
}

/** What the handler of /token answers. */
export async function callToken(form: Readonly<Record<string, string>>, service: Service): Promise<CalledToken> {
  const { status, json } = await callForm('token', tokenEndpoint, form, service);
  return {
    status,
    error: json.error_codes?.at(-1),
    accessToken: json.access_token,
    refreshToken: json.refresh_token,
  };
}
