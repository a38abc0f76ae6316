import { describe, expect, it } from 'vitest';
import { settingsProblems } from '../../../shared/settings/settings-problems.ts';

const valid = { ISSUER: 'https://issuer.example', STORE: 'memory', CLIENTS_FILE: 'clients.json' };
const defaults = { KEY_ROTATION_PERIOD: '7776000', KEY_PUBLICATION_TIME: '86400' };

type Set = Readonly<Record<string, string>>;

/** The problems of these two settings, beside a source of keys. */
function problems(source: Set, set: Set): readonly string[] {
  const found = settingsProblems({ ...valid, ...defaults, ...source, ...set }, { ...source, ...set });
  return found.filter((problem) => problem.startsWith('KEY_ROTATION') || problem.startsWith('KEY_PUBLICATION'));
}

describe('the rotation of keys', () => {
  const vault = { KEY_VAULT: 'https://a.vault.azure.net' };
  const file = { KEYS_FILE: 'keys.json' };

  it.each([
    {},
    { KEY_ROTATION_PERIOD: '0' },
    { KEY_ROTATION_PERIOD: '0', KEY_PUBLICATION_TIME: '999999' },
    { KEY_ROTATION_PERIOD: '604800', KEY_PUBLICATION_TIME: '900' },
    { KEY_ROTATION_PERIOD: '604800', KEY_PUBLICATION_TIME: '302400' },
  ])('is set for a vault by %o', (set) => {
    expect(problems(vault, set)).toEqual([]);
  });

  it.each<[set: Set, problem: string]>([
    [{ KEY_ROTATION_PERIOD: '90d' }, 'KEY_ROTATION_PERIOD must be 0, or a number of seconds from 604800 to 999999999'],
    [
      { KEY_ROTATION_PERIOD: '86400' },
      'KEY_ROTATION_PERIOD must be 0, or a number of seconds from 604800 to 999999999',
    ],
    [{ KEY_ROTATION_PERIOD: '604799' }, 'KEY_ROTATION_PERIOD must be 0, or at least 604800 (a week)'],
    [{ KEY_PUBLICATION_TIME: '899' }, 'KEY_PUBLICATION_TIME must be a number of seconds from 900 to 999999'],
    [
      { KEY_ROTATION_PERIOD: '604800', KEY_PUBLICATION_TIME: '302401' },
      'KEY_ROTATION_PERIOD must be 0, or at least twice KEY_PUBLICATION_TIME',
    ],
  ])('is not set for a vault by %o', (set, problem) => {
    expect(problems(vault, set)).toEqual([problem]);
  });

  it('is refused for a ring that is not in a vault, since nothing would rotate it', () => {
    const needs = (name: string) => `${name} needs KEY_VAULT: only a key ring in a vault is rotated by itself`;
    expect(problems(file, { KEY_ROTATION_PERIOD: '7776000' })).toEqual([needs('KEY_ROTATION_PERIOD')]);
    expect(problems({ KEYS: '{}' }, { KEY_PUBLICATION_TIME: '900' })).toEqual([needs('KEY_PUBLICATION_TIME')]);
    for (const set of [{}, { KEY_ROTATION_PERIOD: '0' }]) expect(problems(file, set)).toEqual([]);
  });
});
