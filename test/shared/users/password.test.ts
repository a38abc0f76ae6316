import { scryptSync } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { hashPassword, openPasswords } from '../../../shared/users/password.ts';
import { passwordProblems } from '../../../shared/users/password-rules.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';

const password = 'correct horse battery staple';

function openChecks() {
  const { verify } = openPasswords(patientDeadlines);
  const place = { username: 'ada', caller: undefined, from: 'device', misses: 0 } as const;
  return (...[sent, record]: [string, Parameters<typeof verify>[1]]) => verify(sent, record, place);
}

describe('a hash', () => {
  it('is scrypt with the parameters that it names, and a salt of its own', async () => {
    const [one, two] = await Promise.all([hashPassword(password), hashPassword(password)]);
    expect(one).toEqual({
      algorithm: 'scrypt',
      n: 32_768,
      r: 8,
      p: 3,
      salt: expect.stringMatching(/^[\w-]{22}$/),
      hash: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(two.salt).not.toBe(one.salt);
    const options = { N: one.n, r: one.r, p: one.p, maxmem: 64 * 1024 * 1024 };
    expect(scryptSync(password, Buffer.from(one.salt, 'base64url'), 32, options).toString('base64url')).toBe(one.hash);
  });
});

describe('a password', () => {
  const verify = openChecks();

  it('is right when it is the one that was set, in either form of Unicode', async () => {
    const record = await hashPassword('šķiršļi un åäö'.normalize('NFD'));
    expect(await verify('šķiršļi un åäö'.normalize('NFC'), record)).toBe(true);
    expect(await verify('šķiršļi un åäö'.normalize('NFD'), record)).toBe(true);
    for (const other of ['Šķiršļi un åäö', 'skirsli un aao', 'šķiršļi un åäö ', ''])
      expect(await verify(other, record)).toBe(false);
  });

  it('is compared with the parameters of its record', async () => {
    const salt = Buffer.alloc(16, 7);
    const hash = scryptSync(password, salt, 32, { N: 16_384, r: 8, p: 1, maxmem: 64 * 1024 * 1024 });
    const record = {
      algorithm: 'scrypt',
      n: 16_384,
      r: 8,
      p: 1,
      salt: salt.toString('base64url'),
      hash: hash.toString('base64url'),
    } as const;
    expect(await verify(password, record)).toBe(true);
    expect(await verify(password, { ...record, p: 2 })).toBe(false);
  });

  it('is wrong when there is no user, or it is longer than any', async () => {
    const record = await hashPassword('');
    const longest = '\u{1f511}'.repeat(256);
    expect(await verify(longest, await hashPassword(longest))).toBe(true);
    expect(await verify(`${longest}x`, await hashPassword(`${longest}x`))).toBe(false);
    // What is too long is hashed as nothing, and is not the password that is nothing.
    expect(await verify('x'.repeat(257), record)).toBe(false);
    expect(await verify('x'.repeat(65_536), record)).toBe(false);
    expect(await verify(password, undefined)).toBe(false);
    expect(await verify('', undefined)).toBe(false);
  });

  it('of a record that demands gigabytes is not compared', async () => {
    const record = await hashPassword(password);
    await expect(verify(password, { ...record, n: 2 ** 23 })).rejects.toThrow(/memory limit/i);
  });
});

describe('comparisons', () => {
  it('leave the event loop free', async () => {
    const verify = openChecks();
    const turns = vi.fn();
    const timer = setInterval(turns, 5);
    await Promise.all([verify(password, undefined), verify(password, undefined)]);
    clearInterval(timer);
    expect(turns.mock.calls.length).toBeGreaterThan(5);
  });
});

describe('a password that is set', () => {
  const owner = { username: 'ada', email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };

  it.each([
    ['correct horse battery staple'],
    ['kaut kas pavisam savs'],
    ['aB3$xY7!'],
    ['åäöåäöåä'],
    ['\u{1f511}\u{1f512}\u{1f511}\u{1f513}\u{1f511}\u{1f512}\u{1f511}\u{1f513}'],
    ['x1'.repeat(128)],
    ['1234567891'],
    ['1234567890x'],
    ['12345678901357'],
    ['        a spaced one'],
  ])('may be %s', (each) => {
    expect(passwordProblems(each, owner)).toEqual([]);
  });

  it.each([
    ['', 'it must have 8 characters or more'],
    ['aB3$xY7', 'it must have 8 characters or more'],
    // Eight characters that are seven.
    ['aB3$xYa\u0301', 'it must have 8 characters or more'],
    ['x1'.repeat(129), 'it must have at most 256 characters'],
    ['two\nlines of it', 'it must not contain a control character, such as a line break'],
    ['aaaaaaaa', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['        ', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['12345678', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['1234567890', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['123456789', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['9876543210', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    [
      '012345678901234567890123456789',
      'it must not be one character again and again, nor a row as 12345678 or abcdefgh',
    ],
    ['1234567899876543210', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['\ufeffkaut kas', 'it must not contain a byte order mark (U+FEFF), which is invisible'],
    ['kaut\ufeff kas', 'it must not contain a byte order mark (U+FEFF), which is invisible'],
    ['87654321', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['abcdefghij', 'it must not be one character again and again, nor a row as 12345678 or abcdefgh'],
    ['Password123', 'it is one of those that are tried first'],
    ['ｐａｓｓｗｏｒｄ', 'it is one of those that are tried first'],
    ['ADA.LOVELACE', 'it must not be the user name, the name or the email address'],
    ['adalovelace', 'it must not be the user name, the name or the email address'],
    ['Ada.Lovelace@example.com', 'it must not be the user name, the name or the email address'],
  ])('may not be %j', (each, problem) => {
    expect(passwordProblems(each, owner)).toEqual([problem]);
  });

  it('may be of any length to be refused at once, also rows of digits that end in something else', () => {
    for (const each of [`${'1234567890'.repeat(10_000)}x`, `${'1234567890'.repeat(25)}x`, 'x'.repeat(1_000_000)])
      expect(passwordProblems(each, owner)).toEqual(each.length > 256 ? ['it must have at most 256 characters'] : []);
  });
});
