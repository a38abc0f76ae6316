// clients import and export: everything is checked first, each problem is reported with its place, and no secret is repeated.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { namedPartition } from '../../shared/store/partition.ts';
import type { Store } from '../../shared/store/store.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { api, clients, job, jobSecret, native, web } from '../support/clients.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { postAsJob } from '../support/request.ts';
import { startServer, temporaryFile } from '../support/server.ts';
import { openStorageLine } from '../support/storage-line.ts';
import { ageBarriers } from './age-barriers.ts';

let azurite: Azurite;
let cli: CommandLine;
let store: Store;
let line: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  const { connectionString } = azurite;
  cli = await openCommandLine({ GRANTS_STORAGE: connectionString });
  store = await openTestStore({ connectionString });
  line = storeLine(connectionString);
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

async function file(text: string): Promise<string> {
  await writeFile(join(cli.folder, 'clients.json'), text);
  return 'clients.json';
}

const importing = async (text: string, ...options: readonly string[]) =>
  cli.call(['clients', 'import', await file(text), ...options]);

const secret = 'a-secret-that-must-not-be-repeated!!';

describe('clients import', () => {
  it('registers all records of a file, which a server then uses, and accepts its own export', async () => {
    expect(await importing(JSON.stringify(clients))).toEqual({
      code: 0,
      stderr: line,
      stdout: 'Registered: nightly-report, web, native\n',
    });
    const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString, CLIENTS_FILE: '' };
    const server = await startServer({ environment });
    expect((await postAsJob(server)).status).toBe(200);
    await server.close();

    const first = await cli.run(['clients', 'export']);
    expect([first.code, first.stderr]).toEqual([0, line]);
    expect(first.stdout).not.toContain(jobSecret);
    const exported: { client_id: string }[] = JSON.parse(first.stdout);
    expect(exported.map(({ client_id }) => client_id)).toEqual(['native', 'nightly-report', 'web']);
    for (const { client_id } of exported) {
      expect((await cli.call(['clients', 'remove', client_id])).code).toBe(0);
      await ageBarriers(client_id, store);
    }
    const given = { stdin: first.stdout };
    expect(await cli.json(['clients', 'import', '-'], given)).toEqual({
      registered: ['native', 'nightly-report', 'web'],
      replaced: [],
      unchanged: [],
    });
    expect((await cli.call(['clients', 'export'])).stdout).toBe(first.stdout);
  });

  it('refuses clients that exist already, unless --replace is given', async () => {
    const text = JSON.stringify(
      [
        { ...native, client_name: 'Newer' },
        { ...api, client_id: 'new-api' },
      ],
      null,
      2,
    );
    expect(await importing(text)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${line}Nothing was imported:\nclients.json:3: record 1 (native): client_id is already registered with another record; use --replace to replace the whole record\n`,
    });
    expect((await cli.call(['clients', 'show', 'new-api'])).code).toBe(1);
    expect(await importing(text, '--replace')).toEqual({
      code: 0,
      // For a secret that consists of words.
      stderr: `${line}warning: clients.json:20: record 2 (new-api): client_secret has about 116 bits of entropy, judging by its characters, sequences, repetitions and words; use 128 or more. Use clients rotate-secret to get a random one.\n`,
      stdout: 'Registered: new-api\nReplaced: native. All instances pick this up within a minute.\n',
    });
    expect((await cli.json(['clients', 'show', 'native'])).record.client_name).toBe('Newer');
  });

  it('lists every problem with its line, its record and its member', async () => {
    const text = `[
  {
    "client_id": "web2",
    "client_secret": "${secret}",
    "resource": ["https://a.example",
      "no-uri"],
    "scope": "a  b",
    "colour": "red"
  },
  { "client_name": "Nameless" },
  "${secret}",
  {
    "client_id": "twice", "token_endpoint_auth_method": "none", "resource": ["https://a.example"],
    "default_scope": "b"
  },
  {
    "client_id": "same", "token_endpoint_auth_method": "none",
    "scope": "a",
    "scope": "b",
    "resource": ["https://a.example"]
  },
  {
    "client_id": "__proto__", "token_endpoint_auth_method": "none", "resource": ["https://a.example"],
    "__proto__": { "scope": "a" }
  }
]`;
    expect(await importing(text)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nothing was imported:
clients.json:8: record 1 (web2): colour is not a known member
clients.json:7: record 1 (web2): scope must be scopes of printable ASCII without quote or backslash, separated by single spaces (RFC 6749 section 3.3)
clients.json:6: record 1 (web2): resource.1 must be an absolute URI without fragment
clients.json:10: record 2: client_id is missing
clients.json:11: record 3: the value must be object
clients.json:14: record 4 (twice): default_scope contains b, which is not in scope
clients.json:19: record 5 (same): duplicate member scope
clients.json:24: record 6 (__proto__): __proto__ is not a known member
`,
    });
  });

  it('lists what is wrong between records', async () => {
    const record = (client_id: string, resource: string) =>
      JSON.stringify({ client_id, token_endpoint_auth_method: 'none', resource: [resource] });
    const text = `[\n${[record('one', 'urn:web'), record('one', 'urn:x'), record('urn:web', 'urn:x'), record('two', web.client_id)].join(',\n')}\n]`;
    const ran = await importing(text.replace('"web"', '"urn:three"'));
    expect([ran.code, ran.stderr]).toEqual([
      1,
      `Nothing was imported:
clients.json:2: record 1 (one): resource urn:web is also the client_id of another client
clients.json:3: record 2 (one): duplicate client_id
clients.json:4: record 3 (urn:web): client_id is also a resource of another client, one
`,
    ]);
    const beside = await importing(record('https://reports.example', 'urn:x'));
    expect([beside.code, beside.stderr.split('\n').slice(1, 3)]).toEqual([
      1,
      [
        'Nothing was imported:',
        'clients.json:1: record 1 (https://reports.example): client_id is also a resource of another client, native',
      ],
    ]);
  });

  it('reports the line of a syntax error, and nothing of the text', async () => {
    const broken = [
      [`[\n  { "client_id": "a",\n    "client_secret": "${secret} }\n]`, 3],
      [`[\n  { "client_id": "a",\n    "client_secret": ${secret} }\n]`, 3],
      [`[\n  // ${secret}\n]`, 2],
      [`{\n"client_secret": "${secret}",\n}`, 3],
      ['', 1],
    ] as const;
    for (const [text, at] of broken) {
      const ran = await importing(text);
      expect([ran.code, ran.stdout]).toEqual([1, '']);
      expect(ran.stderr).toMatch(
        new RegExp(`^Nothing was imported:\nclients.json:${at}: it is not valid JSON \\([a-z ]+\\)\n$`),
      );
    }
  });

  it('repeats no secret value, wherever it is', async () => {
    const public_ = { token_endpoint_auth_method: 'none', resource: ['urn:a'] };
    const records = [
      { ...api, client_id: 'a', client_secret: `${secret}\u00e9` },
      { ...api, client_id: 'b', client_secret: { plain: secret } },
      { ...api, client_id: 'c', client_secret: [secret] },
      { ...api, client_id: 'd', client_secrets: [{ sha256: secret }] },
      { ...api, client_id: 'e', client_secrets: [{ sha256: 'a'.repeat(64), expires_at: secret, value: secret }] },
      { ...api, client_id: 'f', client_secrets: secret },
      { ...api, client_id: 'g', password: secret, more: { secrets: [secret] } },
      { ...public_, client_id: 'h', client_secret: secret },
    ];
    const ran = await importing(JSON.stringify(records, null, 2));
    expect([ran.code, ran.stdout, ran.stderr.match(/^clients\.json:\d+: record /gm)?.length]).toEqual([1, '', 10]);
    expect(ran.stderr).not.toContain('a-secret');
  });

  it('accepts a byte order mark, and refuses JSON that is nested deeper than any record', async () => {
    expect(await importing('\uFEFF[]')).toEqual({ code: 0, stderr: line, stdout: 'The file contains no clients.\n' });
    const brackets = `[{ "client_name": "\\"${'['.repeat(200)}" },\n${'['.repeat(50_000)}${']'.repeat(50_000)}]`;
    expect(await importing(brackets)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Nothing was imported:\nclients.json:2: it is nested too deeply\n',
    });
  });

  it('says which file cannot be read', async () => {
    const ran = await cli.call(['clients', 'import', 'missing.json']);
    expect(ran).toEqual({ code: 1, stdout: '', stderr: 'missing.json cannot be read (ENOENT).\n' });
  });

  it('resolves the file from the folder where npm was called', async () => {
    await file('[]');
    const ran = await cli.call(['clients', 'import', '../clients.json'], {
      env: { INIT_CWD: join(cli.folder, 'out') },
    });
    expect(ran).toEqual({ code: 0, stderr: line, stdout: 'The file contains no clients.\n' });
  });

  it('refuses an id that CLIENTS_FILE has', async () => {
    const CLIENTS_FILE = await temporaryFile([{ ...job, client_id: 'of-the-file' }]);
    const stdin = JSON.stringify({ ...job, client_id: 'of-the-file' });
    const ran = await cli.run(['clients', 'import', '-', '--replace'], { env: { CLIENTS_FILE }, stdin });
    expect([ran.code, ran.stderr]).toEqual([
      1,
      `${line}Nothing was imported:\nstdin:1: record 1 (of-the-file): client_id is already in CLIENTS_FILE, which takes precedence\n`,
    ]);
  });

  it('says in the list that a client of CLIENTS_FILE hides a stored one', async () => {
    await importing(JSON.stringify([job, web]), '--replace');
    const env = { CLIENTS_FILE: await temporaryFile([job]) };
    const { stdout } = await cli.call(['clients', 'list'], { env });
    expect(stdout.split('\n').flatMap((each) => /^(\S+) +(.*?) {2}/.exec(each)?.slice(1).join(': ') ?? [])).toEqual(
      expect.arrayContaining(['nightly-report: CLIENTS_FILE', 'nightly-report: store (hidden)', 'web: store']),
    );
    const listed: { client_id: string; origin: string; hidden?: boolean }[] = await cli.json(['clients', 'list'], {
      env,
    });
    const marks = listed.map(({ client_id, origin, hidden }) => [client_id, origin, hidden]);
    expect(marks.filter(([id]) => id === job.client_id || id === web.client_id)).toEqual([
      [job.client_id, 'CLIENTS_FILE', undefined],
      [job.client_id, 'store', true],
      [web.client_id, 'store', undefined],
    ]);
  });

  it('skips clients that are stored just so, with secrets in plain text or hashed', async () => {
    await importing(JSON.stringify([web]), '--replace');
    const before = await cli.call(['clients', 'export']);
    expect(await importing(JSON.stringify([web]))).toEqual({ code: 0, stderr: line, stdout: 'Unchanged: web\n' });
    const again = await cli.json(['clients', 'import', '-', '--replace'], { stdin: before.stdout });
    expect(again).toMatchObject({ registered: [], replaced: [] });
    expect(again.unchanged).toContain('web');
    expect((await cli.call(['clients', 'import', '-', '--dry-run'], { stdin: before.stdout })).stdout).toBe(
      `Unchanged: ${again.unchanged.join(', ')}\nNothing was written.\n`,
    );
    expect((await cli.call(['clients', 'export'])).stdout).toBe(before.stdout);
  });

  it('reports what is done and what is left when the store fails in between, and the same file once more does the rest', async () => {
    const storageLine = await openStorageLine(azurite.connectionString);
    try {
      // Sixteen are written at once.
      const ids = Array.from({ length: 20 }, (_, index) => `left-${index + 1}`);
      const records = ids.map((client_id) => ({ ...job, client_id }));
      // The first request, and the second.
      const happened = storageLine.expect(['none', 503]);
      const env = { GRANTS_STORAGE: storageLine.connectionString };
      const ran = await cli.call(['clients', 'import', '-'], { env, stdin: JSON.stringify(records) });
      await happened;
      expect(ran.code, ran.stderr).toBe(3);
      const [, registered = '', unknown = ''] =
        /\nRegistered: (.*)\nMay or may not be done: (left-\d+)\nNot done yet: left-17, left-18, left-19, left-20\nRun the command again: it skips what is done\.\n$/.exec(
          ran.stderr,
        ) ?? [];
      const done = registered.split(', ');
      expect(done).toEqual(ids.slice(0, 16).filter((id) => id !== unknown));
      expect(await cli.json(['clients', 'import', '-'], { stdin: JSON.stringify(records) })).toEqual({
        registered: ids.filter((id) => !done.includes(id)),
        replaced: [],
        unchanged: done,
      });
    } finally {
      await storageLine.close();
    }
  });
});

describe('an import that cannot go on', () => {
  it('says what is done and that the rest is not, when the store fails between two batches', async () => {
    const storageLine = await openStorageLine(azurite.connectionString);
    try {
      const ids = Array.from({ length: 20 }, (_, index) => `batch-${index + 1}`);
      const records = ids.map((client_id) => ({ ...job, client_id }));
      // The check of the file, the first batch, and the second.
      const happened = storageLine.expect(['none', 'none', 503], 'barriers');
      const env = { GRANTS_STORAGE: storageLine.connectionString };
      const ran = await cli.call(['clients', 'import', '-'], { env, stdin: JSON.stringify(records) });
      await happened;
      expect(ran.code, ran.stderr).toBe(3);
      expect(ran.stderr).toContain(
        `\nRegistered: ${ids.slice(0, 16).join(', ')}\nNot done yet: batch-17, batch-18, batch-19, batch-20\nRun the command again: it skips what is done.\n`,
      );
    } finally {
      await storageLine.close();
    }
  });
});

describe('a file', () => {
  it('may be UTF-8 or UTF-16, with and without a byte order mark', async () => {
    const text = JSON.stringify({ ...job, client_id: 'wide', client_name: 'é' });
    const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [Buffer.from(`\ufeff${text}`), wide, wide.subarray(2), Buffer.from(wide).swap16()]) {
      await writeFile(join(cli.folder, 'wide.json'), bytes);
      for (const given of [['wide.json'], ['-']])
        expect(await cli.json(['clients', 'import', ...given, '--replace'], { stdin: bytes })).toMatchObject({
          replaced: expect.any(Array),
        });
      expect((await cli.json(['clients', 'show', 'wide'])).record.client_name).toBe('é');
    }
    await writeFile(join(cli.folder, 'wide.json'), Buffer.from(text, 'latin1'));
    expect(await cli.call(['clients', 'import', 'wide.json'])).toMatchObject({
      code: 1,
      stderr: 'wide.json is neither UTF-8 nor UTF-16.\n',
    });
    expect((await cli.call(['clients', 'remove', 'wide'])).code).toBe(0);
  });

  it('is refused for a time outside the calendar, with its line', async () => {
    const text = `{"client_id": "late", "resource": ["urn:a"],\n"client_secrets": [{"sha256": "${'a'.repeat(64)}",\n"expires_at": 1e300}]}`;
    expect((await importing(text)).stderr).toBe(
      'Nothing was imported:\nclients.json:3: record 1 (late): client_secrets.0.expires_at must be seconds since 1970, up to the year 9999; 0 for never\n',
    );
  });
});

describe('an invalid stored record', () => {
  it('is replaced, even without a client id in it', async () => {
    const id = 'unreadable';
    const partition = namedPartition('client', id);
    const rows = [
      { insert: 'client', values: { client: id } },
      { insert: 'record.one', values: { json: '{' } },
    ];
    expect(await store.commit(partition, rows)).toBe('committed');
    expect((await cli.call(['clients', 'list'])).stdout).toMatch(/^unreadable +store +invalid: it is not valid JSON$/m);
    const given = { stdin: JSON.stringify({ ...job, client_id: id }) };
    expect((await cli.call(['clients', 'import', '-'], given)).stderr).toContain(
      'client_id is already registered with another record; use --replace to replace the whole record',
    );
    const replaced = await cli.json(['clients', 'import', '-', '--replace'], given);
    expect(replaced).toEqual({ registered: [], replaced: [id], unchanged: [] });
    expect((await cli.call(['clients', 'remove', id])).code).toBe(0);
  });

  it.each([
    [
      'a time outside the calendar',
      '{"client_id":"odd","client_secrets":[{"sha256":"SHA","expires_at":1e300}]}',
      /expires_at must be/,
    ],
    [
      'a time after the year 9999',
      '{"client_id":"odd","client_secrets":[{"sha256":"SHA","expires_at":253402300800}]}',
      /expires_at must be/,
    ],
    ['text that is not JSON', 'garbage', /it is not valid JSON/],
    ['nothing', '', /it is not valid JSON/],
    ['a list', '[1e999]', /the value must be object/],
    [
      'the record of another client',
      JSON.stringify({ ...job, client_secret: 'x'.repeat(32) }),
      /it belongs to another client/,
    ],
  ])('with %s is named by its id, and the others are listed', async (_, json, problem) => {
    const partition = namedPartition('client', 'odd');
    const values = { json: json.replace('SHA', 'a'.repeat(64)) };
    const rows = [
      { insert: 'client', values: { client: 'odd' } },
      { insert: 'record.one', values },
    ];
    expect(await store.commit(partition, rows)).toBe('committed');
    const list = await cli.call(['clients', 'list', '--json']);
    const [odd, ...others] = JSON.parse(list.stdout).sort((a: { client_id: string }) =>
      a.client_id === 'odd' ? -1 : 1,
    );
    expect([list.code, odd.client_id, odd.problems.join()]).toEqual([1, 'odd', expect.stringMatching(problem)]);
    expect(others.map(({ client_id }: { client_id: string }) => client_id)).toContain('web');
    expect(await cli.call(['lint'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^error {4}odd: the record/m),
    });
    expect(await cli.call(['clients', 'show', 'odd'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(problem),
    });
    expect((await cli.call(['clients', 'show', 'web'])).code).toBe(0);
    expect((await cli.call(['clients', 'remove', 'odd'])).code).toBe(0);
  });

  it('is marked as invalid by every command, and does not stop any', async () => {
    const wrong = { client_id: 'wrong', scope: '\u001b[2Jred' };
    await register(wrong, store);
    await importing(JSON.stringify([web]), '--replace');
    const list = await cli.call(['clients', 'list']);
    expect([list.code, list.stdout.includes('\u001b')]).toEqual([1, false]);
    expect(list.stdout).toMatch(/^wrong +store +invalid: scope must be /m);
    const exported = await cli.call(['clients', 'export']);
    expect([exported.code, exported.stderr.split('\n')[1]]).toEqual([
      1,
      expect.stringMatching(/^left out: wrong: scope/),
    ]);
    expect(JSON.parse(exported.stdout).map(({ client_id }: { client_id: string }) => client_id)).toContain('web');
    const shown = await cli.call(['clients', 'show', 'wrong']);
    expect([shown.code, shown.stdout]).toEqual([1, '']);
    expect(shown.stderr).toContain('The stored record of the client wrong is invalid:\n  - scope must be');
    expect((await cli.call(['clients', 'rotate-secret', 'wrong'])).code).toBe(1);
    expect((await cli.call(['clients', 'remove', 'wrong'])).code).toBe(0);
    expect((await cli.call(['clients', 'list'])).stdout).not.toContain('wrong');
  });
});
