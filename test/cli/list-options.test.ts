// A list may be typed in several ways with the same result, and ambiguous input is refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';

let azurite: Azurite;
let cli: CommandLine;
beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

let count = 0;
const added = (...args: readonly string[]) => {
  count += 1;
  return cli.json(['clients', 'add', `client-${count}`, '--resource', 'https://r.example', ...args]);
};

const two = ['https://a.example/cb', 'https://b.example/cb'];

describe('a list', () => {
  it.each([
    ['several values', two],
    ['a comma', [two.join(',')]],
    ['a comma and a space', [two.join(', ')]],
    ['commas at the ends of values', [`${two[0]},`, `${two[1]}`]],
    ['a semicolon', [two.join(';')]],
    ['blanks and line breaks', [two.join(' \n ')]],
    ['the option given twice', [two[0] ?? '', '--redirect-uris', two[1] ?? '']],
  ])('of URIs is the same with %s', async (_, values) => {
    expect((await added('--redirect-uris', ...values)).redirect_uris).toEqual(two);
  });

  it('keeps a comma inside a URI', async () => {
    const uris = ['https://a.example/cb;v=1,2?x=1,y:2', 'com.example.app:/cb', 'http://127.0.0.1/cb'];
    expect((await added('--redirect-uris', uris.join(','))).redirect_uris).toEqual(uris);
  });

  it('of other kinds is read the same way', async () => {
    const record = await added(
      ...['--grant-types', 'authorization_code,refresh_token', '--redirect-uris', two[0] ?? ''],
      ...['--resource', 'https://s.example,urn:example:t', '{"uri": "https://u.example", "scope": "u.read,all v"}'],
      ...['--introspects', 'https://s.example https://u.example'],
      ...['--scope', 'openid', '--scope', 'a.read b.read', '--default-scope', 'a.read'],
    );
    expect(record).toMatchObject({
      grant_types: ['authorization_code', 'refresh_token'],
      resource: [
        'https://r.example',
        'https://s.example',
        'urn:example:t',
        { uri: 'https://u.example', scope: 'u.read,all v' },
      ],
      introspects: ['https://s.example', 'https://u.example'],
      scope: 'openid a.read b.read',
      default_scope: 'a.read',
    });
    const changed = await cli.json(['clients', 'update', `client-${count}`, '--unset', 'introspects,default-scope']);
    expect(changed).not.toHaveProperty('introspects');
    expect(changed).not.toHaveProperty('default_scope');
  });

  it.each([
    ['scopes with a comma', ['--scope', 'openid,profile'], 'Separate scopes with spaces'],
    ['default scopes with a comma', ['--default-scope', 'a, b'], 'Separate scopes with spaces'],
    ['one value given twice', ['--client-name', 'A', '--client-name', 'B'], 'The option can be given only once'],
    ['a second scope without quotes', ['--scope', 'a', 'b'], 'too many arguments'],
  ])('refuses %s, and registers nothing', async (_, args, message) => {
    const { code, stderr } = await cli.call(['clients', 'add', 'never', '--resource', 'https://r.example', ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect((await cli.call(['clients', 'show', 'never'])).code).toBe(1);
  });
});
