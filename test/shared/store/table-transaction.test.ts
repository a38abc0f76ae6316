import { createHttpHeaders, type PipelineRequest } from '@azure/core-rest-pipeline';
import { TableClient, type TransactionAction } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../shared/store/store.ts';
import { transactionsOf } from '../../../shared/store/table-transaction.ts';

const partition = "6-20261228-ho'pe";

const changes: readonly Change[] = [
  { require: 'active' },
  { remove: "gen.1 é/'%?#&" },
  {
    insert: 'gen.2',
    values: { by: 'a "quoted" \u{1f600}\n', whole: 3, part: 1.5, large: 1e21, negative: -0.1, isSet: true },
  },
];

function double(value: number) {
  return { type: 'Double', value } as const;
}

/** The same changes in the words of the SDK. */
const actions: TransactionAction[] = [
  ['update', { partitionKey: partition, rowKey: 'active' }, 'Merge', { etag: '*' }],
  ['delete', { partitionKey: partition, rowKey: "gen.1 é/'%?#&" }],
  [
    'create',
    {
      partitionKey: partition,
      rowKey: 'gen.2',
      expiresAt: new Date('2026-12-29T00:00:00Z'),
      v_by: 'a "quoted" \u{1f600}\n',
      v_whole: double(3),
      v_part: double(1.5),
      v_large: double(1e21),
      v_negative: double(-0.1),
      v_isSet: true,
    },
  ],
];

function answer(...statuses: readonly number[]): string {
  const parts = statuses.map((status) => `--changesetresponse_1\r\n\r\nHTTP/1.1 ${status} x\r\n\r\n\r\n`);
  return `--batchresponse_1\r\n\r\n${parts.join('')}--changesetresponse_1--\r\n--batchresponse_1--\r\n`;
}

/** A client whose requests are recorded and answered at the end of its pipeline. */
function recorded(connectionString: string, status = 202, body = answer(204, 204, 204)) {
  const client = TableClient.fromConnectionString(connectionString, 'tessera', { allowInsecureConnection: true });
  const requests: PipelineRequest[] = [];
  client.pipeline.addPolicy(
    {
      name: 'record',
      async sendRequest(request) {
        requests.push(request);
        const headers = createHttpHeaders({ 'Content-Type': 'multipart/mixed; boundary=batchresponse_1' });
        return { request, status, headers, bodyAsText: body };
      },
    },
    { afterPhase: 'Sign' },
  );
  return { client, requests };
}

/** What was sent, without what differs each time. */
function sentBy([request]: readonly PipelineRequest[]) {
  const headers = { ...request?.headers.toJSON(), authorization: '', 'x-ms-date': '', 'x-ms-client-request-id': '' };
  const text = JSON.stringify({ url: request?.url, method: request?.method, headers, body: request?.body });
  return JSON.parse(text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'random'));
}

const signal = new AbortController().signal;
const azurite =
  'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=AAAA;TableEndpoint=http://127.0.0.1:10002/devstoreaccount1';

describe('a transaction', () => {
  it.each([
    ['Azurite', azurite],
    ['Azure', 'DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=AAAA;EndpointSuffix=core.windows.net'],
    [
      'Cosmos DB',
      'DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=AAAA;TableEndpoint=https://acc.table.cosmos.azure.com:443/',
    ],
    [
      'a shared access signature',
      'TableEndpoint=https://acc.table.core.windows.net/;SharedAccessSignature=sv=2022-11-02&ss=t&srt=sco&sp=rwdlacu&se=2027-01-01T00:00:00Z&spr=https&sig=abc%2Bdef%3D',
    ],
  ])('sends to %s what the SDK would send', async (_, connectionString) => {
    const bySdk = recorded(connectionString);
    await bySdk.client.submitTransaction(actions);
    const own = recorded(connectionString);
    await transactionsOf(own.client)(partition, changes, signal);
    expect(sentBy(own.requests)).toEqual(sentBy(bySdk.requests));
  });

  const refusal = JSON.stringify({
    'odata.error': { code: 'EntityAlreadyExists', message: { lang: 'en-US', value: '2:It exists.' } },
  });

  it.each([
    ['the code of a refusal', 202, `${answer(409)}${refusal}`, { code: 'EntityAlreadyExists', statusCode: 409 }],
    ['the code of another error', 404, refusal, { code: 'EntityAlreadyExists', statusCode: 404 }],
    ['the status of an error without a code', 403, 'no', { statusCode: 403 }],
    ['that an operation failed without a code', 202, answer(204, 204, 500), { message: /not whole/ }],
    ['that answers are missing', 202, answer(204, 204), { message: /not whole/ }],
    ['that an answer has no body', 202, '', { message: /not whole/ }],
  ])('throws %s', async (_, status, body, expected) => {
    const { client } = recorded(azurite, status, body);
    const thrown: unknown = await transactionsOf(client)(partition, changes, signal).catch((error: unknown) => error);
    const { message } = expected as { message?: RegExp };
    expect(thrown).toMatchObject({ ...expected, ...(message && { message: expect.stringMatching(message) }) });
  });
});
