// OpenAuth keeps its ES256 keys and refresh tokens in its own storage in memory. A provider of ours knows the client.
import { serve } from '@hono/node-server';
import { issuer } from '@openauthjs/openauth';
import { MemoryStorage } from '@openauthjs/openauth/storage/memory';
import { createSubjects } from '@openauthjs/openauth/subject';
import { secret } from '../../soak/parties.js';

/** @typedef {{ subject(type: string, properties: { id: string }): Promise<Response> }} Success */

const subjects = createSubjects({
  client: {
    '~standard': { version: 1, vendor: 'bench', validate: (/** @type {unknown} */ value) => ({ value }) },
  },
});

const jobs = {
  type: 'client_credentials',
  init() {},
  async client(/** @type {{ clientID: string, clientSecret: string }} */ { clientID, clientSecret }) {
    if (clientSecret !== secret) throw new Error('wrong secret');
    return { id: clientID };
  },
};

const app = issuer({
  subjects,
  storage: MemoryStorage(),
  providers: { jobs },
  allow: async () => true,
  success: (/** @type {Success} */ response, /** @type {{ id: string }} */ { id }) =>
    response.subject('client', { id }),
});

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
