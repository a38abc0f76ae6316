import type { Client } from './client.ts';
import { destinationOf } from './redirect-uri.ts';

/** Where users find the app again: its page, or else the site of its first redirect URI. Undefined for an app on a device. */
export function startPageOf({
  clientUri,
  redirectUris,
}: Pick<Client, 'clientUri' | 'redirectUris'>): string | undefined {
  if (clientUri !== undefined) return clientUri;
  const site = redirectUris.find((uri) => destinationOf(uri)?.kind === 'web');
  return site === undefined ? undefined : `${new URL(site).origin}/`;
}
