// @node-oauth/oauth2-server brings the protocol, and leaves tokens and their store to a model: here JWTs that jose signs, and maps.
import OAuth2Server from '@node-oauth/oauth2-server';
import { secret } from '../../soak/parties.js';
import { listenWithBody, respond } from '../listen.js';
import { signAccessToken } from '../signed-answer.js';

const client = {
  id: 'job',
  secret,
  grants: ['client_credentials'],
  accessTokenLifetime: 3600,
};

/** @type {Map<string, unknown>} */
const tokens = new Map();

const server = new OAuth2Server({
  model: {
    async getClient(/** @type {string} */ id, /** @type {string | null} */ secret) {
      return id === client.id && secret === client.secret ? client : undefined;
    },
    async getUserFromClient(/** @type {{ id: string }} */ { id }) {
      return { id };
    },
    async validateScope(/** @type {unknown} */ _user, /** @type {unknown} */ _client, /** @type {string[]} */ scope) {
      return scope.every((each) => each === 'reports.read') ? scope : false;
    },
    generateAccessToken(/** @type {{ id: string }} */ { id }) {
      return signAccessToken(id);
    },
    async saveToken(
      /** @type {{ accessToken: string }} */ token,
      /** @type {unknown} */ of,
      /** @type {unknown} */ user,
    ) {
      const saved = { ...token, client: of, user };
      tokens.set(token.accessToken, saved);
      return saved;
    },
  },
});

listenWithBody(async (incoming, outgoing, body) => {
  const { method, headers } = incoming;
  const form = Object.fromEntries(new URLSearchParams(body.toString()));
  const request = new OAuth2Server.Request({ method, headers, query: {}, body: form });
  const response = new OAuth2Server.Response({});
  // A refusal is in the response, too.
  await server.token(request, response).catch(() => {});
  const { status, headers: answered, body: answer } = response;
  respond(outgoing, status, { ...answered, 'Content-Type': 'application/json' }, JSON.stringify(answer));
});
