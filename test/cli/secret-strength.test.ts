// Guessable secrets are recognized by their characters; random secrets never count as weak.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readRecords } from '../../cli/clients/records-file.ts';
import { weakness } from '../../cli/deployment/secret-strength.ts';
import { lintClients } from '../../cli/lint/lint.ts';

/** The same bytes each time. */
const bytes = (index: number) => createHash('sha256').update(String(index)).digest();

describe('a secret', () => {
  it.each([
    '0'.repeat(32),
    '0'.repeat(256),
    'ab'.repeat(20),
    '1234567890'.repeat(4),
    'abcdefghijklmnopqrstuvwxyz012345',
    'password-password-password-password',
    'qwertyuiopasdfghjklzxcvbnm123456',
    'correct-horse-battery-staple-and-more',
    `${'a1B2'.repeat(8)}`,
    '20260101202601012026010120260101',
  ])('is weak: %s', (secret) => {
    expect(weakness(secret)).toMatch(/^has about \d+ bits of entropy/);
  });

  it('is not weak when it is random, in any encoding', () => {
    for (let index = 0; index < 500; index += 1) {
      const random = bytes(index);
      for (const secret of [
        random.toString('base64url'),
        random.toString('base64'),
        random.toString('hex'),
        random.subarray(0, 24).toString('base64url'),
        random.subarray(0, 20).toString('hex'),
      ])
        expect([secret, weakness(secret)]).toEqual([secret, undefined]);
    }
  });

  it('that is weak in a file is a warning of lint', () => {
    const { records, problems } = readRecords(
      JSON.stringify({ client_id: 'web', resource: ['urn:a'], client_secret: '0'.repeat(32), grant_types: [] }),
    );
    expect(problems).toEqual([]);
    const known = records.map((each) => ({ id: 'web', origin: 'CLIENTS_FILE' as const, ...each }));
    const lines = lintClients(
      known.map(({ weakness: weak, ...each }) => ({ ...each, ...(weak !== undefined && { weakness: weak }) })),
      { issuer: 'https://issuer.example', now: 0 },
    );
    expect(lines).toContainEqual({
      level: 'warning',
      client_id: 'web',
      member: 'client_secret',
      what: 'the secret has about 10 bits of entropy, judging by its characters, sequences, repetitions and words; use 128 or more',
      todo: 'use a random secret: clients rotate-secret, or openssl rand -base64 32',
    });
  });
});
