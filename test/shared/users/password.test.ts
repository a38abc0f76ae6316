import { randomUUID, scryptSync } from 'node:crypto';
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
  it('is scrypt with its recorded parameters and a new salt', async () => {
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

  it('matches the one that was set, in any Unicode normalisation form', async () => {
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

  it('never matches without a user, or if it is longer than the limit', async () => {
    const record = await hashPassword('');
    const longest = '\u{1f511}'.repeat(256);
    expect(await verify(longest, await hashPassword(longest))).toBe(true);
    expect(await verify(`${longest}x`, await hashPassword(`${longest}x`))).toBe(false);
    // A password that is too long is hashed as an empty one, and must not match an empty password.
    expect(await verify('x'.repeat(257), record)).toBe(false);
    expect(await verify('x'.repeat(65_536), record)).toBe(false);
    expect(await verify(password, undefined)).toBe(false);
    expect(await verify('', undefined)).toBe(false);
  });

  it('is not compared with a record that demands gigabytes', async () => {
    const record = await hashPassword(password);
    await expect(verify(password, { ...record, n: 2 ** 23 })).rejects.toThrow(/memory limit/i);
  });
});

describe('comparisons', () => {
  it('leave the event loop free', async () => {
    const verify = openChecks();
    const turns = vi.fn();
    const timer = setInterval(turns, 5);
    // New ones: hashes that this process has computed before are remembered.
    await Promise.all([verify(randomUUID(), undefined), verify(randomUUID(), undefined)]);
    clearInterval(timer);
    expect(turns.mock.calls.length).toBeGreaterThan(5);
  });
});

describe('a new password', () => {
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
    // Eight code points, but seven characters after NFC.
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

  it('is refused quickly at any length, including digit sequences that end differently', () => {
    for (const each of [`${'1234567890'.repeat(10_000)}x`, `${'1234567890'.repeat(25)}x`, 'x'.repeat(1_000_000)])
      expect(passwordProblems(each, owner)).toEqual(each.length > 256 ? ['it must have at most 256 characters'] : []);
  });
});
