import { describe, expect, it } from 'vitest';
import { job, jobSecret, web, webSecret } from '../../support/clients.ts';
import { exchange } from '../../support/exchange.ts';
import { basic, expectRefusal, expectTokens, jobBasic, postToken, type TestAnswer } from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';

/** Both need encoding: a colon, plus signs, percent signs, blanks. */
const oddId = 'job:1+2%41';
const oddSecret = 'a:secret + with 100% of the %41 oddities & %zz';

const odd = { ...job, client_id: oddId, client_secret: oddSecret };
const plus = { ...job, client_id: 'plus+percent', client_secret: oddSecret };
/** What `job%41` is once decoded. */
const decoded = { ...job, client_id: 'jobA' };

const server = useServer({ clients: [job, web, odd, plus, decoded] });

const grant = { grant_type: 'client_credentials' };

function postWith(authorization: string, form: Record<string, string> = {}): Promise<TestAnswer> {
  return postToken(server, { ...grant, ...form }, { Authorization: authorization });
}

/** Encodes a value as application/x-www-form-urlencoded. */
function formEncode(value: string): string {
  return new URLSearchParams({ '': value }).toString().slice(1);
}

function base64(value: string | Uint8Array): string {
  return Buffer.from(value).toString('base64');
}

const failed =
  /: Client authentication failed: the client is unknown, its credentials are wrong, or it is registered for another method\.$/;

describe('Basic credentials', () => {
  const unreadable = /: The Basic credentials are not the base64 encoding of id, colon and secret \(RFC 7617\)\.$/;

  it.each([
    ['no value', 'Basic'],
    ['no base64', 'Basic nightly-report:secret'],
    ['base64url', `Basic ${base64('nightly-report:?????????~~~').replaceAll('/', '_').replaceAll('+', '-')}`],
    ['two values', `Basic ${base64('a:b')} ${base64('a:b')}`],
    ['padding in the middle', 'Basic YTpi=YTpi'],
    ['no colon', `Basic ${base64('nightly-report')}`],
    ['bytes that are not UTF-8', `Basic ${base64(Uint8Array.of(0x61, 0x3a, 0xff, 0xfe))}`],
  ])('are refused with %s', async (_, authorization) => {
    expectRefusal(await postWith(authorization), 'InvalidClient', unreadable);
  });

  it.each(['basic', 'BASIC', 'bAsIc'])('are accepted under the scheme %s', async (scheme) => {
    expectTokens(await postWith(jobBasic.replace('Basic', scheme)), 'reports.read');
  });

  it('are accepted after several spaces', async () => {
    expectTokens(await postWith(jobBasic.replace(' ', '   ')), 'reports.read');
  });

  it('are accepted form-encoded, both parts', async () => {
    expect(formEncode(oddId)).toBe('job%3A1%2B2%2541');
    expectTokens(await postWith(basic(formEncode(oddId), formEncode(oddSecret))), 'reports.read');
  });

  it('are accepted with more encoding than needed, as oauth4webapi sends them', async () => {
    expectTokens(await postWith(basic('nightly%2Dreport', jobSecret.replaceAll('-', '%2D'))), 'reports.read');
  });

  it('are split at the first colon', async () => {
    expectTokens(await postWith(basic(formEncode(oddId), oddSecret)), 'reports.read');
    // If it is not decoded, the id ends at its own colon.
    expectRefusal(await postWith(basic(oddId, oddSecret)), 'InvalidClient', failed);
  });

  it('are accepted as sent, from clients that encode neither part', async () => {
    expectTokens(await postWith(basic('plus+percent', oddSecret)), 'reports.read');
  });

  it('are compared as sent, without a fault, if a percent sign does not begin an encoded byte', async () => {
    for (const [id, secret] of [
      ['%zz', jobSecret],
      [job.client_id, '%'],
      ['%ff%fe', '%ff%fe'],
      [job.client_id, `${jobSecret}%`],
    ] as const) {
      expectRefusal(await postWith(basic(id, secret)), 'InvalidClient', failed);
    }
  });

  it('are refused if one character decodes to another', async () => {
    expectRefusal(await postWith(basic('plus+percent', formEncode(`${oddSecret}+`))), 'InvalidClient', failed);
    expectRefusal(await postWith(basic('plus+percent', oddSecret.replace('%41', 'A'))), 'InvalidClient', failed);
  });

  it('may come with client_id in the body, encoded in the header or not', async () => {
    const encoded = basic(formEncode(oddId), formEncode(oddSecret));
    expectTokens(await postWith(encoded, { client_id: oddId }), 'reports.read');
    expectTokens(await postWith(basic('plus+percent', oddSecret), { client_id: 'plus+percent' }), 'reports.read');
  });

  it('authenticate only the client that the body names', async () => {
    const authorization = basic('job%41', jobSecret);
    expectTokens(await postWith(authorization, { client_id: 'jobA' }), 'reports.read');
    expectRefusal(await postWith(authorization, { client_id: 'job%41' }), 'InvalidClient', failed);
  });
});

describe('another scheme', () => {
  const onlyBasic = /: The Authorization header must use the scheme Basic\. No other scheme is supported\.$/;

  it.each([
    'Bearer x',
    'Bearer',
    'Digest username="nightly-report", realm="a", nonce="b", uri="/token", response="c"',
    'Digest username="nightly report, a b", realm="a"',
    'DPoP a.b.c',
    'Negotiate YTpi',
    `Basic,${base64('a:b')}`,
  ])('is refused with the challenge of the one that is taken: %s', async (authorization) => {
    expectRefusal(await postWith(authorization), 'InvalidClient', onlyBasic);
  });

  it('is refused even beside a right secret in the body', async () => {
    const form = { client_id: web.client_id, client_secret: webSecret };
    expectRefusal(await postWith('Bearer x', form), 'InvalidClient', onlyBasic);
  });

  it('is never echoed, since it is the secret if the scheme is missing', async () => {
    const forgotten = base64(`nightly-report:${jobSecret}`);
    const answer = await postWith(forgotten);
    expectRefusal(answer, 'InvalidClient', onlyBasic);
    const line = JSON.stringify(server.log.find(({ trace_id }) => trace_id === answer.json.trace_id));
    expect(line).toContain(answer.json.trace_id);
    for (const told of [answer.text, JSON.stringify([...answer.headers]), line]) expect(told).not.toContain(forgotten);
  });
});

describe('several Authorization headers', () => {
  const several = /: The request has more than one Authorization header\. Send one\.$/;
  const otherBasic = basic(web.client_id, webSecret);

  it.each([
    ['the same twice', [jobBasic, jobBasic]],
    ['two clients', [jobBasic, otherBasic]],
    ['another scheme after Basic', [jobBasic, 'Bearer x']],
    ['Basic after another scheme', ['Bearer x', jobBasic]],
  ])('are refused: %s', async (_, values) => {
    const answer = await exchange(server, {
      headers: [
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ...values.map((value) => ['Authorization', value] as const),
      ],
      body: 'grant_type=client_credentials',
    });
    expectRefusal(answer, 'MalformedRequest', several);
  });

  it.each([
    `${jobBasic}, ${jobBasic}`,
    `${jobBasic},${jobBasic}`,
    `Bearer x, ${jobBasic}`,
    `${jobBasic},`,
    `Digest username="a", realm="b", ${jobBasic}`,
  ])('are refused where a proxy has joined them: %s', async (joined) => {
    expectRefusal(await postWith(joined), 'MalformedRequest', several);
  });
});
