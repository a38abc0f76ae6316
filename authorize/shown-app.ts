import { destinationOf } from '../shared/clients/redirect-uri.ts';
import type { ShownApp } from '../shared/html/tiles.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/** What the pages say of the client. A redirect URI on this device, or of an app's scheme, tells users nothing. */
export function shownApp({ client, sendTo }: AuthorizationRequest): ShownApp {
  const { name, logoUri, clientUri } = client;
  const destination = sendTo && destinationOf(sendTo.redirectUri);
  const host = destination?.kind === 'web' ? destination.name : undefined;
  return { name, logo: logoUri, host: clientUri === undefined ? host : new URL(clientUri).host };
}
