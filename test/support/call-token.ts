import { HttpRequest, InvocationContext } from '@azure/functions';
import { serve } from '../../shared/http/endpoint.ts';
import type { Service } from '../../shared/service.ts';
import { tokenEndpoint } from '../../token/endpoint.ts';
import { issuer } from './server.ts';

export interface CalledToken {
  readonly status: number;
  /** The number in the catalogue; undefined for tokens. */
  readonly error: number | undefined;
  readonly refreshToken: string | undefined;
}

/** What the handler of /token answers: the function itself, without a host around it, and with a service of the caller's own. */
export async function callToken(form: Readonly<Record<string, string>>, service: Service): Promise<CalledToken> {
  const request = new HttpRequest({
    method: 'POST',
    url: `${issuer}/token`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: { string: new URLSearchParams(form).toString() },
  });
  const answer = await serve('token', tokenEndpoint, service)(request, new InvocationContext({ logHandler: () => {} }));
  if (!answer || typeof answer.body !== 'string') throw new Error('the handler answered nothing');
  const body = JSON.parse(answer.body);
  return { status: answer.status ?? 0, error: body.error_codes?.at(-1), refreshToken: body.refresh_token };
}
