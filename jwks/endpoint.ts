// GET /jwks: the public keys that verify our tokens (RFC 7517). /.well-known/jwks.json is an alias that some clients expect.
import { seconds } from '../shared/base/clock.ts';
import { cacheableJson } from '../shared/http/cacheable.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';

export const jwksEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: true,

  async answer({ headers }, service) {
    const ring = await service.keys.current();
    return cacheableJson({ keys: ring.published(seconds(service.clock)) }, headers);
  },
};
