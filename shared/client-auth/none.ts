// Public clients send only their client_id (RFC 6749 §3.2.1).
import { OAuthError } from '../errors/oauth-error.ts';
import { idsOfBody, type Mechanism } from './mechanism.ts';

export const none = {
  parameters: [],
  methods: ['none'],

  reads: ({ parameters }) => ({ mechanism: 'none', ids: idsOfBody(parameters), secrets: [] }),

  verify(client, { ids }, { request: { requiresConfidentialClient } }) {
    if (client?.isConfidential === false) return client;
    if (ids.length > 0) {
      // The answer is the same for unknown and confidential clients, so that it does not reveal which clients exist.
      throw new OAuthError(
        'MissingCredentials',
        `The request has no client credentials, and no public client has this client_id. ${howToSend}`,
        { reason: client ? 'MissingCredentials' : 'UnknownClient' },
      );
    }
    if (requiresConfidentialClient) {
      throw new OAuthError('MissingCredentials', `The request has no client credentials. ${howToSend}`);
    }
    throw new OAuthError(
      'MissingParameter',
      'The request body must contain the parameter client_id, or the client must authenticate.',
    );
  },
} satisfies Mechanism;

const howToSend = 'Send the secret with HTTP Basic authentication or as client_secret, or send a client_assertion.';
