// Opens providers for sign-ins, each once, and again when its record has changed.
import { LRUCache } from 'lru-cache';
import type { Provider } from './provider-record.ts';
import type { Upstream, UpstreamParts } from './upstream.ts';

export interface Upstreams {
  /** Loads the code for this type of provider. Reads nothing of the provider yet. */
  of(provider: Provider): Promise<Upstream>;
}

/** More than anybody offers. */
const maxOpen = 100;

export function openUpstreams(parts: UpstreamParts): Upstreams {
  const known = new LRUCache<string, Promise<Upstream>>({ max: maxOpen });
  return {
    of(provider) {
      const name = JSON.stringify(provider);
      const opened = known.get(name) ?? open(provider, parts);
      known.set(name, opened);
      return opened;
    },
  };
}

async function open(provider: Provider, parts: UpstreamParts): Promise<Upstream> {
  if (provider.type === 'github') {
    const { openGitHub } = await import('./github-upstream.ts');
    return openGitHub(provider, parts);
  }
  const { openOpenId } = await import('./openid-upstream.ts');
  return openOpenId(provider, parts);
}
