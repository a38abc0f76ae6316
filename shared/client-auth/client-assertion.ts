// Recognises client assertions (RFC 7521 §4.2), only to refuse them with the method that the client is registered for.
import { standardMethods } from '../clients/authentication-methods.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { shortened } from '../log/echo.ts';
import { idsOfBody, type Mechanism } from './mechanism.ts';

export const clientAssertion: Mechanism = {
  parameters: ['client_assertion', 'client_assertion_type'],
  methods: [],

  reads({ parameters }) {
    if (parameters.client_assertion === undefined) return undefined;
    return { mechanism: 'client_assertion', ids: idsOfBody(parameters), secrets: [] };
  },

  verify(client) {
    const usable = client ? client.authenticationMethod : standardMethods.join(', ');
    const whose = client ? `The client ${shortened(client.id)} is registered for` : 'Supported methods';
    throw new OAuthError('InvalidClient', `Client assertions are not supported. ${whose}: ${usable}.`);
  },
};
