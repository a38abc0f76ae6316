// Where an issuer publishes its keys (OpenID Connect Discovery §4; RFC 8414 §3).
import { fetchDocument, type RemoteDocument } from './fetch-document.ts';
import { RemoteDocumentError } from './remote-document-error.ts';
import type { FetchParts } from './send-request.ts';

export interface DiscoveredIssuer {
  readonly jwksUri: string;
  readonly freshMs: number;
}

/** @throws RemoteDocumentError also if the metadata is of another issuer */
export async function discoverIssuer(issuer: string, parts: FetchParts): Promise<DiscoveredIssuer> {
  const { url, document } = await fetchMetadata(issuer, parts);
  const { issuer: named, jwks_uri: jwksUri } = document.json;
  // RFC 8414 §3.3: compared byte by byte, with the final slash of Entra's first version.
  if (named !== issuer) throw new RemoteDocumentError(url, 'is the metadata of another issuer', 'issuer');
  if (typeof jwksUri !== 'string') throw new RemoteDocumentError(url, 'has no jwks_uri', 'issuer');
  return { jwksUri, freshMs: document.freshMs };
}

async function fetchMetadata(
  issuer: string,
  parts: FetchParts,
): Promise<{ readonly url: string; readonly document: RemoteDocument }> {
  if (/[?#]/.test(issuer)) throw new RemoteDocumentError(issuer, 'is an issuer with a query or a fragment', 'url');
  const base = issuer.replace(/\/$/, '');
  const url = `${base}/.well-known/openid-configuration`;
  try {
    return { url, document: await fetchDocument(url, parts) };
  } catch (thrown) {
    const isMissing = thrown instanceof RemoteDocumentError && thrown.problem === 'missing';
    if (!isMissing) throw thrown;
    const { origin } = new URL(base);
    const other = `${origin}/.well-known/oauth-authorization-server${base.slice(origin.length)}`;
    return { url: other, document: await fetchDocument(other, parts) };
  }
}
