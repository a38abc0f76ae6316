// GET /.well-known/oauth-authorization-server (RFC 8414) and /.well-known/openid-configuration (OpenID Discovery).
import { cacheableJson } from '../shared/http/cacheable.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import { oauthMetadata, openidMetadata } from './document.ts';

export const oauthMetadataEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: true,

  answer: ({ headers }, service) => cacheableJson(oauthMetadata(service), headers),
};

export const openidMetadataEndpoint: Endpoint = {
  methods: ['GET', 'HEAD'],
  isCrossOrigin: true,

  async answer({ headers }, service) {
    const { algs } = await service.keys.current();
    return cacheableJson(openidMetadata(service, algs), headers);
  },
};
