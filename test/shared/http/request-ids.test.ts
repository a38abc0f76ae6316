import { describe, expect, it } from 'vitest';
import { paths } from '../../../shared/http/paths.ts';
import { postToken, send, type TestAnswer } from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';

const inHeader = 'aaaaaaaa-0000-4000-8000-000000000001';
const inBody = 'bbbbbbbb-0000-4000-8000-000000000002';
const inQuery = 'cccccccc-0000-4000-8000-000000000003';
const traceId = 'dddddddd00004000800000000000004d';
const traced = 'dddddddd-0000-4000-8000-00000000004d';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const server = useServer();

interface Ids {
  readonly header?: string | undefined;
  readonly body?: string | undefined;
  readonly query?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** A refused token request with these ids. */
function sendIds(ids: Ids): Promise<TestAnswer> {
  return send(server, `/token${ids.query === undefined ? '' : `?client-request-id=${ids.query}`}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(ids.header !== undefined && { 'client-request-id': ids.header }),
      ...(ids.traceparent !== undefined && { traceparent: ids.traceparent }),
    },
    body: ids.body === undefined ? 'x=y' : `a=b&client-request-id=${ids.body}&c=d`,
  });
}

async function correlationId(ids: Ids): Promise<string> {
  return (await sendIds(ids)).json.correlation_id;
}

describe('the correlation id', () => {
  it.each([
    ['the header before all', { header: inHeader, body: inBody, query: inQuery, traceparent }, inHeader],
    ['the body before the query', { body: inBody, query: inQuery, traceparent }, inBody],
    ['the query before traceparent', { query: inQuery, traceparent }, inQuery],
    ['the trace id of traceparent when nothing else is there', { traceparent }, traced],
    ['what is no GUID never', { header: 'x', body: `${inBody}0`, query: 'y', traceparent }, traced],
    ['the body when the header is no GUID', { header: `${inHeader};`, body: inBody }, inBody],
    ['a GUID in lower case', { header: inHeader.toUpperCase() }, inHeader],
    [
      'the trace id that a later version of traceparent has',
      { traceparent: `cc-${traceId}-00f067aa0ba902b7-01-x` },
      traced,
    ],
  ])('is taken from %s', async (_name, ids, expected) => {
    expect(await correlationId(ids)).toBe(expected);
  });

  it.each([
    ['nothing', {}],
    ['GUIDs in braces', { header: `{${inHeader}}`, body: `{${inBody}}`, query: `{${inQuery}}` }],
    ['two GUIDs at once', { header: `${inHeader}, ${inHeader}` }],
    ['a trace id of zeros', { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }],
    ['a parent id of zeros', { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` }],
    ['the version that is forbidden', { traceparent: `ff-${traceId}-00f067aa0ba902b7-01` }],
    ['a trace id in upper case', { traceparent: traceparent.toUpperCase() }],
    ['flags that do not end', { traceparent: `${traceparent}1` }],
    ['two traces at once', { traceparent: `${traceparent}, ${traceparent}` }],
  ])('is new for each request that brings %s', async (_name, ids) => {
    const [first, second] = [await correlationId(ids), await correlationId(ids)];
    expect([first, second]).toEqual([expect.stringMatching(guid), expect.stringMatching(guid)]);
    expect(first).not.toBe(second);
    expect([inHeader, inBody, inQuery, traced]).not.toContain(first);
  });

  it('is read from a body that is not a form', async () => {
    const init = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: `client-request-id=${inBody}` };
    const { json } = await send(server, '/token', init);
    expect([json.error, json.correlation_id]).toEqual(['invalid_request', inBody]);
  });

  it('is not read from a parameter whose name only ends in client-request-id', async () => {
    const { json } = await postToken(server, `x-client-request-id=${inBody}`);
    expect(json.correlation_id).not.toBe(inBody);
  });

  it('is not searched for beyond the largest form', async () => {
    const { json } = await postToken(server, `a=${'x'.repeat(70_000)}&client-request-id=${inBody}`);
    expect(json.error_codes).toEqual([990002]);
    expect(json.correlation_id).not.toBe(inBody);
  });
});

describe('the trace id', () => {
  it('is new for each request, whatever the caller sends, and is in the header, the body and the log', async () => {
    const before = server.log.length;
    const answers = [
      await sendIds({ header: inHeader, traceparent }),
      await sendIds({ header: inHeader, traceparent }),
    ];
    const ids = answers.map(({ headers }) => headers.get('x-ms-request-id'));
    expect(new Set(ids).size).toBe(2);
    expect(answers.map(({ json }) => json.trace_id)).toEqual(ids);
    expect(server.log.slice(before)).toMatchObject(ids.map((id) => ({ trace_id: id, correlation_id: inHeader })));
  });

  it('is in the header of a success too', async () => {
    const { headers } = await send(server, '/jwks', { headers: { 'client-request-id': inHeader } });
    expect(headers.get('x-ms-request-id')).toMatch(guid);
    expect(server.log.at(-1)).toMatchObject({
      endpoint: 'jwks',
      status: 200,
      trace_id: headers.get('x-ms-request-id'),
      correlation_id: inHeader,
    });
  });
});

describe('the header client-request-id of an answer', () => {
  const ask = (headers: Readonly<Record<string, string>>) => ({
    headers: { 'client-request-id': inHeader, 'return-client-request-id': 'true', ...headers },
  });

  it.each([...Object.values(paths), '/unknown'])('is what the caller sent and asks for, at %s', async (path) => {
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { headers } = await send(server, path, { method, ...ask({}) });
      expect(headers.get('client-request-id'), method).toBe(inHeader);
    }
  });

  it('is as it was sent, and only for callers that ask', async () => {
    const upper = inHeader.toUpperCase();
    const { headers } = await send(
      server,
      '/token',
      ask({ 'client-request-id': upper, 'return-client-request-id': 'TRUE' }),
    );
    expect(headers.get('client-request-id')).toBe(upper);
    for (const asked of ['', 'false', '1', 'true, true']) {
      const answer = await send(server, '/token', ask({ 'return-client-request-id': asked }));
      expect(answer.headers.get('client-request-id'), asked).toBeNull();
    }
  });

  it.each(['', 'x', `${inHeader}0`, `{${inHeader}}`, `${inHeader}, ${inHeader}`, `${inHeader}\u00e9`, '<script>'])(
    'is left out for %j, which is no GUID, even where a body has one',
    async (sent) => {
      const answer = await send(server, '/token', {
        method: 'POST',
        headers: { ...ask({ 'client-request-id': sent }).headers, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `client-request-id=${inBody}`,
      });
      expect(answer.headers.get('client-request-id')).toBeNull();
    },
  );

  it('keeps caches from returning it to others', async () => {
    const returned = await send(server, '/jwks', ask({}));
    expect(returned.headers.get('vary')).toBe('client-request-id');
    expect((await send(server, '/jwks')).headers.get('vary')).toBeNull();
  });

  it('can be read by scripts of other origins', async () => {
    const { headers } = await send(server, '/token', ask({ Origin: 'https://app.example' }));
    expect(headers.get('access-control-expose-headers')).toContain('client-request-id');
  });
});
