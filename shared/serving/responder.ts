// The headers of every answer, and an answer as the Functions library takes it.
import type { Answer } from '../http/answer.ts';
import { exposedHeaders } from '../http/cors.ts';
import type { RequestIds } from '../http/request.ts';
import { strictTransport } from '../http/strict-transport.ts';
import type { Endpoint } from './endpoint.ts';
import type { WholeAnswer } from './whole-response.ts';

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

const type = 'Content-Type';

/** @param issuer undefined while the settings have no valid one */
export function responder(
  { isCrossOrigin }: Pick<Endpoint, 'isCrossOrigin'>,
  issuer: string | undefined,
): (answer: Answer, ids: RequestIds) => WholeAnswer {
  // With a place for all that most answers set: to add a member to a copied object costs more than to copy it.
  const cacheable = {
    ...strictTransport(issuer),
    'X-Content-Type-Options': 'nosniff',
    ...(isCrossOrigin && { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposedHeaders }),
    'x-ms-request-id': '',
  };
  const uncached = { ...noStore, ...cacheable };
  const uncachedWithType = { ...uncached, [type]: '' };

  return (answer, ids) => {
    const { status, body, cookies = [], isCacheable, headers: own } = answer;
    const template = own?.[type] === undefined ? uncached : uncachedWithType;
    const headers: Record<string, string> = { ...(isCacheable ? cacheable : template) };
    headers['x-ms-request-id'] = ids.traceId;
    addReturnedId(headers, answer, ids);
    for (const [name, value] of Object.entries(own ?? {})) headers[name] = value;
    return { status, headers, body, cookies: [...cookies] };
  };
}

/** A cache must not return the id of one caller to another. */
function addReturnedId(headers: Record<string, string>, { isCacheable }: Answer, { returnedId: id }: RequestIds): void {
  if (id === undefined) return;
  headers['client-request-id'] = id;
  if (isCacheable) headers.Vary = 'client-request-id';
}
