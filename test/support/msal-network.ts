import type { INetworkModule } from '@azure/msal-node';
import type { Served } from './request.ts';
import { issuer } from './server.ts';

/** MSAL takes https authorities only; what it sends and reads is its own. */
export function networkTo(server: Served): INetworkModule {
  async function send(url: string, init: RequestInit) {
    const response = await fetch(url.replace(issuer, server.url), init);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (await response.json()) as never,
    };
  }
  return {
    sendGetRequestAsync: (url, options) => send(url, { headers: options?.headers ?? {} }),
    sendPostRequestAsync: (url, options) =>
      send(url, { method: 'POST', headers: options?.headers ?? {}, body: options?.body ?? '' }),
  };
}
