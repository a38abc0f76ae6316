import { HttpRequest, InvocationContext } from '@azure/functions';
import type { Endpoint } from '../../../shared/serving/endpoint.ts';
import { serve } from '../../../shared/serving/serve.ts';
import type { Service } from '../../../shared/serving/service.ts';
import { providerOf } from '../../../shared/serving/service-provider.ts';
import { issuer } from '../../support/server.ts';

export interface CalledForm {
  readonly status: number;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of the body
  readonly json: any;
}

/** What the handler of an endpoint answers: the function itself, without a host around it, and with the caller's service. */
export async function callForm(
  name: string,
  endpoint: Endpoint,
  form: Readonly<Record<string, string>>,
  service: Service,
): Promise<CalledForm> {
  const request = new HttpRequest({
    method: 'POST',
    url: `${issuer}/${name}`,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: { string: new URLSearchParams(form).toString() },
  });
  const answer = await serve(
    name,
    endpoint,
    providerOf(service),
  )(request, new InvocationContext({ logHandler: () => {} }));
  if (!answer || typeof answer.body !== 'string') throw new Error('the handler answered nothing');
  return { status: answer.status ?? 0, json: JSON.parse(answer.body) };
}
