// The processor time of an import and of lint grows with the number of the records, not with its square.
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../cli/clients/records-file.ts';
import { knownById, plan } from '../../cli/clients/write-records.ts';
import type { KnownClient } from '../../cli/deployment/known-clients.ts';
import { lintClients } from '../../cli/lint/lint.ts';
import { growth } from './growth.ts';

const records = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    client_id: `job-${index}`,
    client_secrets: [{ sha256: '0'.repeat(64) }],
    grant_types: ['client_credentials' as const],
    scope: 'a',
    default_scope: 'a',
    resource: [`https://api-${index % 7}.example`],
    jwks_uri: `https://job-${index}.example/jwks`,
  }));

function readAll(count: number) {
  const { records: read, problems } = readRecords(JSON.stringify(records(count)));
  expect(problems).toEqual([]);
  return read;
}

describe('the work for each record does not grow with their number', () => {
  it('of an import', () => {
    expect(growth(readAll, 1000)).toBeLessThan(24);
    const planAgain = (count: number) => {
      const read = readAll(count);
      const known = read.map(({ client, record }): KnownClient => ({ id: client.id, origin: 'store', client, record }));
      expect(
        plan(
          read.map(({ record }) => record),
          knownById(known),
        ).unchanged,
      ).toHaveLength(count);
    };
    expect(growth(planAgain, 1000)).toBeLessThan(24);
  });

  it('of lint', () => {
    const lintAll = (count: number) => {
      const known = readAll(count).map(
        ({ client, record }): KnownClient => ({ id: client.id, origin: 'store', client, record }),
      );
      lintClients(known, { issuer: 'https://login.example', now: 0 });
    };
    expect(growth(lintAll, 1000)).toBeLessThan(24);
  });
});
