// An entity group transaction: one request, an OData batch. The SDK builds a client and a pipeline for each transaction, which is
// half of what one costs; here the same request is written and sent through the pipeline of the client that there is.
import { randomUUID } from 'node:crypto';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { RestError, type TableClient } from '@azure/data-tables';
import type { Change } from './store.ts';
import { toEntity } from './table-rows.ts';

/** Its connections are for the transactions and for the other requests of the SDK. */
export const httpClient = createDefaultHttpClient();

const version = { 'x-ms-version': '2019-02-02' };

const batchHeaders = {
  accept: 'application/json',
  ...version,
  DataServiceVersion: '3.0;',
  MaxDataServiceVersion: '3.0;NetFx',
  'Accept-Charset': 'UTF-8',
  Connection: 'Keep-Alive',
};

/** The lines before and after the URL of an operation. */
interface Operation {
  readonly method: string;
  readonly headers: string;
}

function operationsOf(isCosmos: boolean): Readonly<Record<'create' | 'remove' | 'merge', Operation>> {
  const dataVersion = { ...(isCosmos && version), DataServiceVersion: '3.0' };
  // With If-Match the service refuses a missing row; without it, a merge would create the row.
  const ifExists = { 'If-Match': '*' };
  const withMetadata = { Accept: 'application/json;odata=minimalmetadata' };
  return {
    create: operation('POST', {
      'Content-Type': 'application/json;odata=nometadata',
      ...withMetadata,
      ...dataVersion,
      Prefer: 'return-no-content',
    }),
    remove: operation('DELETE', { ...withMetadata, ...dataVersion, ...ifExists }),
    merge: operation(isCosmos ? 'POST' : 'PATCH', {
      'Content-Type': 'application/json',
      ...(isCosmos && { 'X-HTTP-Method': 'MERGE' }),
      ...dataVersion,
      Accept: 'application/json',
      ...ifExists,
    }),
  };
}

function operation(method: string, headers: Readonly<Record<string, string>>): Operation {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { method, headers: lines.join('') };
}

export type Transact = (partition: string, changes: readonly Change[], abortSignal: AbortSignal) => Promise<void>;

/** @returns a function that applies all changes to a partition. It @throws RestError with the code of the service; AbortError */
export function transactionsOf(client: TableClient): Transact {
  const [account = '', signature] = client.url.replace(/\/(?=\?|$)/, '').split('?');
  const url = `${account}/$batch${signature === undefined ? '' : `?${signature}`}`;
  const table = new URL(`${account}/${client.tableName}`).href;
  // `openTableClient` decides whether http is allowed.
  const allowInsecureConnection = url.startsWith('http:');
  const isCosmos = client.pipeline.getOrderedPolicies().some(({ name }) => name === 'cosmosPatchPolicy');
  const { create, remove, merge } = operationsOf(isCosmos);

  function write({ method, headers }: Operation, resource: string, entity?: object): string {
    const body = entity ? `\r\n${JSON.stringify(entity)}` : '';
    return `${method} ${resource} HTTP/1.1\r\n${headers}\r\n${body}`;
  }

  function writeChange(partition: string, change: Change): string {
    if ('insert' in change) return write(create, table, toEntity(partition, change.insert, change.values));
    const name = 'remove' in change ? change.remove : change.require;
    const row = `${table}(PartitionKey='${inUrl(partition)}',RowKey='${inUrl(name)}')`;
    // A merge of nothing changes nothing.
    return 'remove' in change ? write(remove, row) : write(merge, row, { PartitionKey: partition, RowKey: name });
  }

  return async (partition, changes, abortSignal) => {
    const batch = `batch_${randomUUID()}`;
    const changeset = `changeset_${randomUUID()}`;
    const part = `--${changeset}\r\ncontent-type: application/http\r\ncontent-transfer-encoding: binary\r\n\r\n`;
    const parts = changes.map((change) => `${part}${writeChange(partition, change)}\r\n`).join('');
    const request = createPipelineRequest({
      url,
      method: 'POST',
      headers: createHttpHeaders({ ...batchHeaders, 'Content-Type': `multipart/mixed; boundary=${batch}` }),
      body: `--${batch}\r\ncontent-type: multipart/mixed; boundary=${changeset}\r\n\r\n\r\n${parts}--${changeset}--\r\n--${batch}--\r\n`,
      abortSignal,
      allowInsecureConnection,
    });
    const { status, bodyAsText } = await client.pipeline.sendRequest(httpClient, request);
    requireApplied(status, bodyAsText ?? '', changes.length);
  };
}

/** A string in a URL, as OData writes it. */
function inUrl(key: string): string {
  return encodeURIComponent(key.replaceAll("'", "''"));
}

/** Each operation must have an answer of its own: an answer that is cut off says nothing about the changes. */
function requireApplied(statusCode: number, body: string, operations: number): void {
  const error = errorIn(body);
  if (error !== undefined || statusCode >= 300) {
    const { code, message } = error ?? {};
    const reason = message?.value ?? 'the transaction failed';
    // That of the operation, in an answer of several parts.
    const [, status] = /^HTTP\/1\.1 ([345]\d\d)/m.exec(body) ?? [];
    throw new RestError(reason, { statusCode: Number(status ?? statusCode), ...(code !== undefined && { code }) });
  }
  const statuses = [...body.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status));
  if (statuses.length === operations && statuses.every((status) => status < 300)) return;
  throw new Error('the answer to a transaction is not whole');
}

/** As the service writes it: in the answer of the operation that failed, or alone. */
interface ODataError {
  readonly code?: string;
  readonly message?: { readonly value?: string };
}

function errorIn(body: string): ODataError | undefined {
  const [json] = /\{\s*"odata\.error"\s*:.*\}/.exec(body) ?? [];
  if (json === undefined) return undefined;
  const { 'odata.error': error }: { readonly 'odata.error': ODataError } = JSON.parse(json);
  return error;
}
