// Fetches one JSON document from another server.
import { freshMsOf } from './freshness.ts';
import { RemoteDocumentError } from './remote-document-error.ts';
import { type FetchParts, sendRequest } from './send-request.ts';

export interface RemoteDocument {
  readonly json: Readonly<Record<string, unknown>>;
  /** How long it is fresh by its headers, within bounds; milliseconds. */
  readonly freshMs: number;
}

/** @throws RemoteDocumentError and nothing else */
export async function fetchDocument(url: string, parts: FetchParts): Promise<RemoteDocument> {
  const request = { headers: { accept: 'application/json' }, wantsBody: (status: number) => status === 200 };
  const { status, headers, body } = await sendRequest(url, request, parts);
  if (status !== 200) throw new RemoteDocumentError(url, `answers ${status}`, status === 404 ? 'missing' : 'answer');
  return { json: parse(url, body), freshMs: freshMsOf(headers) };
}

function parse(url: string, body: Buffer): RemoteDocument['json'] {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as RemoteDocument['json'];
  } catch {}
  throw new RemoteDocumentError(url, 'is not a JSON object in UTF-8');
}
