import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../shared/base/config-error.ts';
import { readClientsFile } from '../../../shared/clients/clients-file.ts';
import { clients, job, web } from '../../support/clients.ts';
import { temporaryFile } from '../../support/server.ts';

/** The problems of a file with this content. */
async function problemsOf(content: unknown): Promise<readonly string[]> {
  const reading = readClientsFile(await temporaryFile(content));
  const refused: unknown = await reading.catch((thrown: unknown) => thrown);
  if (!(refused instanceof ConfigError)) throw new Error('it was not refused');
  expect(refused.message).toBe(`Tessera cannot start, its settings are wrong: ${refused.problems.join('; ')}`);
  return refused.problems;
}

describe('a clients file', () => {
  it('returns its clients in order', async () => {
    const read = await readClientsFile(await temporaryFile(clients));
    expect(read.map(({ id }) => id)).toEqual(['nightly-report', 'web', 'native']);
  });

  it.each<[string, (text: string) => Buffer]>([
    ['a byte order mark', (text) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ])('may be written with %s', async (_, encode) => {
    const file = await temporaryFile(encode(JSON.stringify([{ ...job, client_name: 'Nattlig rapport – Ålesund' }])));
    expect((await readClientsFile(file)).map(({ name }) => name)).toEqual(['Nattlig rapport – Ålesund']);
  });

  it('is refused when it is not UTF-8', async () => {
    expect(await problemsOf(Buffer.from([0x5b, 0x22, 0xc5, 0x22, 0x5d]))).toEqual([
      expect.stringMatching(/^CLIENTS_FILE: \/.+\.json is neither UTF-8 nor UTF-16$/),
    ]);
  });

  it('may be empty', async () => {
    expect(await readClientsFile(await temporaryFile([]))).toEqual([]);
  });

  it('is refused with every problem, by record and member, and without secrets', async () => {
    const tooShort = 'hunter2-and-a-bit';
    const problems = await problemsOf([
      { ...job, client_secret: tooShort, scope: ' ' },
      web,
      {
        ...web,
        client_id: 'web-2',
        client_secret: `${tooShort}${'\t'.repeat(32)}`,
        token_endpoint_auth_method: 'none',
      },
      { client_secret: tooShort.repeat(2) },
      null,
    ]);
    expect(problems).toEqual([
      'CLIENTS_FILE: record 1 (nightly-report): client_secret must be 32 to 256 printable ASCII characters',
      'CLIENTS_FILE: record 1 (nightly-report): scope must be scopes of printable ASCII without quote or backslash, separated by single spaces (RFC 6749 section 3.3)',
      'CLIENTS_FILE: record 3 (web-2): client_secret must be 32 to 256 printable ASCII characters',
      'CLIENTS_FILE: record 4: client_id is missing',
      'CLIENTS_FILE: record 5: the value must be object',
    ]);
    expect(problems.join()).not.toContain(tooShort);
  });

  it('is refused when a client_id occurs twice', async () => {
    expect(await problemsOf([job, web, { ...web, client_id: job.client_id }])).toEqual([
      'CLIENTS_FILE: record 3 (nightly-report): duplicate client_id',
    ]);
  });

  it('is refused when a client id is a resource of another client', async () => {
    expect(await problemsOf([job, { ...web, client_id: 'https://audit.example' }])).toEqual([
      'CLIENTS_FILE: record 2 (https://audit.example): client_id is a resource of another client',
    ]);
    expect(await problemsOf([job, { ...web, client_id: 'HTTPS://audit.example/' }])).toEqual([
      'CLIENTS_FILE: record 2 (HTTPS://audit.example/): client_id is a resource of another client',
    ]);
  });

  it('is refused when it contains a record rather than an array', async () => {
    expect(await problemsOf(job)).toEqual([
      expect.stringMatching(/^CLIENTS_FILE: \/.+\.json must be an array of client records$/),
    ]);
  });

  it('is refused when it is not JSON, with the line but without the text', async () => {
    const problems = await problemsOf(`[\n  { "client_secret": "${web.client_secret}" oops }\n]`);
    expect(problems).toEqual([expect.stringMatching(/^CLIENTS_FILE: \/.+\.json is not valid JSON, line 2$/)]);
  });

  it('is refused when it does not exist', async () => {
    const missing = await readClientsFile('/nowhere/clients.json').catch((cause: Error) => cause.message);
    expect(missing).toContain(': CLIENTS_FILE: /nowhere/clients.json cannot be read (ENOENT)');
  });
});
