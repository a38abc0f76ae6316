import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../shared/base/sha256.ts';
import { keyed } from '../../support/assertions.ts';
import { job, jobSecret, native, web, webSecret } from '../../support/clients.ts';
import { basic, expectRefusal, expectTokens, postToken, type TestAnswer, withoutIds } from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';

const poster = { ...job, client_id: 'poster', token_endpoint_auth_method: 'client_secret_post' };
const either = { ...job, client_id: 'either', token_endpoint_auth_method: 'client_secret' };
const server = useServer({ clients: [job, web, native, poster, either, keyed] });

const grant = { grant_type: 'client_credentials' };

function postBasic(id: string, secret: string, form: Record<string, string> = {}): Promise<TestAnswer> {
  return postToken(server, { ...grant, ...form }, { Authorization: basic(id, secret) });
}

function postBody(id: string, secret: string): Promise<TestAnswer> {
  return postToken(server, { ...grant, client_id: id, client_secret: secret });
}

/** The error number in the log; the answer does not have it. */
function reasonOf({ json }: TestAnswer): unknown {
  return server.log.find(({ trace_id }) => trace_id === json.trace_id)?.reason;
}

const failed =
  /: Client authentication failed: the client is unknown, its credentials are wrong, or it is registered for another method\.$/;

describe('a request without credentials', () => {
  const noCredentials = /: The request has no client credentials, and no public client has this client_id\. Send/;

  it('is refused from a confidential client', async () => {
    const answer = await postToken(server, { ...grant, client_id: job.client_id });
    expectRefusal(answer, 'MissingCredentials', noCredentials);
    expect(reasonOf(answer)).toBe(7000218);
  });

  it('is refused for client_credentials when it names no client', async () => {
    const answer = await postToken(server, grant);
    expectRefusal(answer, 'MissingCredentials', /: The request has no client credentials\. Send the secret/);
    expect(reasonOf(answer)).toBeUndefined();
  });

  it('is the same as an empty secret in HTTP Basic, which only public clients may send', async () => {
    const refresh = { grant_type: 'refresh_token', refresh_token: 'garbage' };
    const asPublic = await postToken(server, refresh, { Authorization: basic(native.client_id, '') });
    expectRefusal(asPublic, 'InvalidGrant', 'The refresh token was not issued by this server');
    const asJob = await postToken(server, grant, { Authorization: basic(job.client_id, '') });
    expectRefusal(asJob, 'MissingCredentials', noCredentials);
  });

  it('is refused for an unknown client as for a confidential one', async () => {
    const unknown = await postToken(server, { ...grant, client_id: 'nobody' });
    const known = await postToken(server, { ...grant, client_id: job.client_id });
    expect(withoutIds(unknown)).toEqual(withoutIds(known));
    expect(reasonOf(unknown)).toBe(700016);
  });

  it('is refused when it has a secret but no client_id', async () => {
    expectRefusal(
      await postToken(server, { ...grant, client_secret: jobSecret }),
      'InvalidClient',
      /: The request has a client_secret but no client_id\. Send both\.$/,
    );
  });
});

describe('a wrong secret', () => {
  it('is refused for an unknown client', async () => {
    const answer = await postBasic('nobody', jobSecret);
    expectRefusal(answer, 'InvalidClient', failed);
    expect(reasonOf(answer)).toBe(700016);
  });

  it('is refused like one of an unknown client, and only the log distinguishes them', async () => {
    const unknown = await postBasic('nobody', jobSecret);
    const wrong = await postBasic(job.client_id, 'not-the-secret-of-the-nightly-report');
    expectRefusal(wrong, 'InvalidClient', failed);
    expect(withoutIds(wrong)).toEqual(withoutIds(unknown));
    expect([reasonOf(unknown), reasonOf(wrong)]).toEqual([700016, 7000215]);
  });

  it('is refused in the body with the Basic challenge, whatever the Origin', async () => {
    for (const origin of ['https://app.example', 'null']) {
      const form = { ...grant, client_id: poster.client_id, client_secret: webSecret };
      const answer = await postToken(server, form, { Origin: origin });
      expectRefusal(answer, 'InvalidClient', failed);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'is refused from a client named %s',
    async (name) => {
      for (const answer of [await postBasic(name, jobSecret), await postBody(name, jobSecret)]) {
        expectRefusal(answer, 'InvalidClient', failed);
        expect(reasonOf(answer)).toBe(700016);
      }
    },
  );

  it('is refused however long the secret or the client_id', async () => {
    const large = 'x'.repeat(60_000);
    expectRefusal(await postBody(large, jobSecret), 'InvalidClient', failed);
    expectRefusal(await postBody(poster.client_id, large), 'InvalidClient', failed);
    expectRefusal(await postBasic(job.client_id, 'x'.repeat(8000)), 'InvalidClient', failed);
  });

  it('is refused when it is the stored hash itself', async () => {
    expectRefusal(await postBasic(job.client_id, sha256(jobSecret).toString('hex')), 'InvalidClient', failed);
    expectRefusal(await postBasic(job.client_id, '\0'.repeat(32)), 'InvalidClient', failed);
  });
});

describe('two ways of authentication at once', () => {
  const twice = (first: string, second: string) =>
    new RegExp(`: The request authenticates the client in more than one way: ${first} and ${second}\\. Use one`);

  it('are refused for Basic and client_secret, even with the right secret in both', async () => {
    expectRefusal(
      await postBasic(job.client_id, jobSecret, { client_id: job.client_id, client_secret: jobSecret }),
      'MalformedRequest',
      twice('client_secret_basic', 'client_secret_post'),
    );
  });

  it('are refused for Basic and client_assertion', async () => {
    expectRefusal(
      await postBasic(job.client_id, jobSecret, { client_assertion: 'a.b.c' }),
      'MalformedRequest',
      twice('client_secret_basic', 'client_assertion'),
    );
  });

  it('are refused for client_secret and client_assertion', async () => {
    expectRefusal(
      await postToken(server, { ...grant, client_id: 'poster', client_secret: jobSecret, client_assertion: 'a.b.c' }),
      'MalformedRequest',
      twice('client_secret_post', 'client_assertion'),
    );
  });
});

describe('client_id in the body with Basic', () => {
  it('is accepted when it is the same', async () => {
    expectTokens(await postBasic(job.client_id, jobSecret, { client_id: job.client_id }), 'reports.read');
  });

  it.each([web.client_id, 'nobody', 'Nightly-Report'])('is refused when it is %s', async (id) => {
    expectRefusal(
      await postBasic(job.client_id, jobSecret, { client_id: id }),
      'MalformedRequest',
      /: The client_id in the body does not match the one in the Authorization header\.$/,
    );
  });
});

describe('the registered method', () => {
  it('none accepts no secret in any place', async () => {
    for (const answer of [await postBody(native.client_id, jobSecret), await postBasic(native.client_id, jobSecret)]) {
      expectRefusal(answer, 'InvalidClient', failed);
      expect(reasonOf(answer)).toBe(700025);
    }
  });

  it('client_secret_basic accepts the right secret in the header only', async () => {
    const answer = await postBody(job.client_id, jobSecret);
    expectRefusal(answer, 'InvalidClient', failed);
    expect(reasonOf(answer)).toBe(990061);
  });

  it('client_secret_post accepts the right secret in the body only', async () => {
    expectTokens(await postBody(poster.client_id, jobSecret), 'reports.read');
    const answer = await postBasic(poster.client_id, jobSecret);
    expectRefusal(answer, 'InvalidClient', failed);
    expect(reasonOf(answer)).toBe(990061);
  });

  it('is not revealed, even to the right secret', async () => {
    const unknown = withoutIds(await postBody('nobody', jobSecret));
    for (const id of [job.client_id, native.client_id, keyed.client_id]) {
      expect(withoutIds(await postBody(id, jobSecret))).toEqual(unknown);
      expect(withoutIds(await postBody(id, 'x'.repeat(32)))).toEqual(unknown);
    }
  });

  it('client_secret takes the secret from either place', async () => {
    expectTokens(await postBody(either.client_id, jobSecret), 'reports.read');
    expectTokens(await postBasic(either.client_id, jobSecret), 'reports.read');
  });
});
