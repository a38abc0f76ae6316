import { describe, expect, it } from 'vitest';
import { exchange } from '../../support/exchange.ts';
import { expectRefusal, expectTokens, postAsJob, postToken } from '../../support/request.ts';
import { verifier } from '../../support/server.ts';
import { useServer } from '../../support/use-server.ts';

const request = 'grant_type=client_credentials';

const server = useServer();

/** A request that redeems a code of the public client. */
async function codeRequest(): Promise<Record<string, string>> {
  return {
    grant_type: 'authorization_code',
    client_id: 'native',
    code: await server.issueCode('native'),
    redirect_uri: 'http://127.0.0.1/callback',
    code_verifier: verifier,
  };
}

describe('a repeated parameter', () => {
  it.each([
    ['with the same value', `${request}&${request}`],
    ['with another value', `${request}&grant_type=password`],
    ['once without a value', `grant_type=&${request}`],
    ['once with its name encoded', `${request}&%67rant_type=client_credentials`],
  ])('refuses a repeated grant_type, %s', async (_name, body) => {
    expectRefusal(await postAsJob(server, body), 'MalformedRequest', /The parameter grant_type is repeated\. Send it/);
  });

  it.each([
    'code',
    'scope',
    'client_id',
    'client_secret',
    'redirect_uri',
    'refresh_token',
    'code_verifier',
    'client_assertion',
    'client_assertion_type',
    'username',
    'password',
  ])('refuses a repeated %s', async (name) => {
    const description = `The parameter ${name} is repeated. Send it once.`;
    for (const values of [`${name}=a&${name}=b`, `${name}=a&${name}=a`, `${name}=&${name}=`]) {
      expectRefusal(await postAsJob(server, `${request}&${values}`), 'MalformedRequest', description);
    }
  });

  it('is allowed for one resource sent twice, but not for two resources', async () => {
    const once = `${request}&resource=https://reports.example`;
    expectTokens(await postAsJob(server, `${once}&resource=https%3A%2F%2Freports.example&resource=`), 'reports.read');
    const twice = await postAsJob(server, `${once}&resource=https://audit.example`);
    expectRefusal(twice, 'SeveralResources', 'The request names several resources.');
  });
});

describe('an unknown parameter', () => {
  it('is ignored', async () => {
    expectTokens(await postAsJob(server, `${request}&client_info=1&claims=%7B%7D&x-client-sku=x`), 'reports.read');
  });

  it('is ignored when it is repeated', async () => {
    expectTokens(await postAsJob(server, `${request}&audience=a&audience=b&x=1&x=1`), 'reports.read');
  });

  it('includes a known name in another letter case', async () => {
    const missing = 'The request body must contain the parameter grant_type.';
    expectRefusal(await postAsJob(server, 'Grant_Type=client_credentials'), 'MissingParameter', missing);
    expectTokens(await postAsJob(server, `${request}&SCOPE=payments.write&Scope=x`), 'reports.read');
  });

  it('may be named like a property of every object, and changes none', async () => {
    const names = [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '__proto__[polluted]',
      'constructor.prototype',
    ];
    const body = `${request}&${names.map((name) => `${name}=polluted&${name}=again`).join('&')}`;
    expectTokens(await postAsJob(server, body), 'reports.read');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('polluted' in {}).toBe(false);
  });

  it.each(names())('does not replace grant_type: %s', async (name) => {
    expectRefusal(await postAsJob(server, `grant_type=${name}`), 'UnsupportedGrantType', /is not supported/);
    expectRefusal(await postAsJob(server, `${name}=client_credentials`), 'MissingParameter', 'grant_type');
  });
});

function names(): readonly string[] {
  return Object.getOwnPropertyNames(Object.prototype);
}

describe('a parameter without a value', () => {
  it('counts scope= as no scope', async () => {
    expectTokens(await postAsJob(server, `${request}&scope=`), 'reports.read');
    expectTokens(await postAsJob(server, `${request}&scope`), 'reports.read');
  });

  it('counts grant_type=, code= and refresh_token= as missing', async () => {
    const missing = (name: string) => `The request body must contain the parameter ${name}.`;
    expectRefusal(await postAsJob(server, 'grant_type='), 'MissingParameter', missing('grant_type'));
    const code = await postToken(server, { ...(await codeRequest()), code: '' });
    expectRefusal(code, 'MissingParameter', missing('code'));
    const refresh = { grant_type: 'refresh_token', client_id: 'native', refresh_token: '' };
    expectRefusal(await postToken(server, refresh), 'MissingParameter', missing('refresh_token'));
  });

  it('counts code_verifier= as missing, and leaves the code usable', async () => {
    const redeem = await codeRequest();
    const answer = await postToken(server, { ...redeem, code_verifier: '' });
    expectRefusal(answer, 'VerifierMismatch', 'The code_verifier is missing.');
    expectTokens(await postToken(server, redeem), 'reports.read reports.write', { refreshToken: true });
  });

  it('counts client_secret= of a public client as no secret', async () => {
    const answer = await postToken(server, { ...(await codeRequest()), client_secret: '' });
    expectTokens(answer, 'reports.read reports.write', { refreshToken: true });
  });
});

describe('form encoding', () => {
  it.each(['reports.read+reports.write', 'reports.read%20reports.write', 'reports%2eread reports.write'])(
    'reads scope=%s as two scopes',
    async (scope) => {
      expectTokens(await postAsJob(server, `${request}&scope=${scope}`), 'reports.read reports.write');
    },
  );

  it('reads an encoded plus sign as a plus sign', async () => {
    const answer = await postAsJob(server, `${request}&scope=reports.read%2Breports.write`);
    expectRefusal(answer, 'InvalidScope', 'The scope reports.read+reports.write is not allowed');
  });

  it.each(['a&b=&=c', '&&&', '=', '=&=&=', 'a==b==', '&=&', 'a=&&b', '%3D=%26', ';', 'a;b=c'])(
    'ignores %s',
    async (oddity) => {
      expectTokens(await postAsJob(server, `${oddity}&${request}`), 'reports.read');
      expectTokens(await postAsJob(server, `${request}&${oddity}`), 'reports.read');
    },
  );

  it('keeps everything after the first equals sign', async () => {
    const answer = await postAsJob(server, `${request}&scope=a=b=`);
    expectRefusal(answer, 'InvalidScope', 'The scope a=b= is not allowed');
  });

  it('treats a byte order mark as part of the first name', async () => {
    const answer = await postAsJob(server, `\ufeff${request}`);
    expectRefusal(answer, 'MissingParameter', 'the parameter grant_type');
  });

  it('reads text beyond ASCII, percent-encoded or raw', async () => {
    const body = Buffer.from(`${request}&unknown=é€😀&encoded=%C3%A9%E2%82%AC%F0%9F%98%80`);
    const headers = [
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Authorization', `Basic ${Buffer.from('nightly-report:a-secret-of-the-nightly-report-job').toString('base64')}`],
    ] as const;
    expectTokens(await exchange(server, { headers, body }), 'reports.read');
  });
});
