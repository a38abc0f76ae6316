import { openPublicKeys, type PublicKeys } from '../keys/public-keys.ts';
import { fetchDocument } from './fetch-document.ts';
import { RemoteDocumentError } from './remote-document-error.ts';
import type { FetchParts } from './send-request.ts';

export interface FetchedKeys {
  /** A set without usable keys counts: that is how a server withdraws them. */
  readonly keys: PublicKeys;
  readonly freshMs: number;
}

/** Fetches and imports a key set. @throws RemoteDocumentError */
export async function fetchKeys(url: string, parts: FetchParts): Promise<FetchedKeys> {
  const { json, freshMs } = await fetchDocument(url, parts);
  const keys = await openPublicKeys(json).catch((thrown: Error) => {
    throw new RemoteDocumentError(url, thrown.message, 'keys');
  });
  return { keys, freshMs };
}
