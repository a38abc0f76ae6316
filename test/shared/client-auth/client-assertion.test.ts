import { describe, it } from 'vitest';
import { job } from '../../support/clients.ts';
import { expectRefusal, postToken } from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';

const server = useServer();

const grant = { grant_type: 'client_credentials' };

describe('a client assertion', () => {
  it('is refused with the method that the client may use instead', async () => {
    const form = { ...grant, client_id: job.client_id, client_assertion: 'a.b.c' };
    expectRefusal(
      await postToken(server, form),
      'InvalidClient',
      /Client assertions are not supported\. The client nightly-report is registered for: client_secret_basic\.$/,
    );
  });

  it.each([{}, { client_id: 'nobody' }])('is refused with the methods of the server for %o', async (client) => {
    expectRefusal(
      await postToken(server, { ...grant, ...client, client_assertion: 'a.b.c' }),
      'InvalidClient',
      /Supported methods: client_secret_basic, client_secret_post, none\.$/,
    );
  });
});
