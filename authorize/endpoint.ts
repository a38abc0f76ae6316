// GET and POST /authorize: where a user signs in (RFC 6749 §3.1). This server has no sign-in yet.
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Endpoint } from '../shared/http/endpoint.ts';

export const authorizeEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  // RFC 9700 §2.6: a browser is sent here, no script calls it.
  isCrossOrigin: false,

  answer() {
    throw new OAuthError(
      'UnsupportedResponseType',
      'Sign-in is not configured on this server. It issues tokens for client_credentials.',
    );
  },
};
