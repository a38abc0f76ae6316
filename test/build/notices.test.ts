// THIRD-PARTY-NOTICES of what is given away: the licence of every package whose code is in it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundledPackages, licenceProblems, noticesText } from '../../build/notices.js';

const root = join(import.meta.dirname, '..', '..');
const { files }: { readonly files: readonly string[] } = JSON.parse(
  await readFile(join(root, 'out', 'app-files.json'), 'utf8'),
);

it('finds packages of the app, and those in its compiled schemas', async () => {
  const names = (await bundledPackages(files)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['@azure/data-tables', '@azure/functions', 'ajv', 'jose', 'lru-cache']));
  expect(names).not.toContain('esbuild');
  expect(names).toEqual(names.toSorted());
});

it('has a licence that allows it, and a text or an author, for every package', async () => {
  expect((await bundledPackages(files)).flatMap(licenceProblems)).toEqual([]);
});

it('finds a package whose licence does not allow it, or which says nothing', () => {
  const none = { name: 'a', version: '1.0.0', licence: '', author: '', texts: [] };
  expect(licenceProblems(none)).toEqual(['a has the licence (none)', 'a has neither a licence text nor an author']);
  expect(licenceProblems({ ...none, licence: 'GPL-3.0', author: 'Ada' })).toEqual(['a has the licence GPL-3.0']);
});

it('shows a text once for all packages that have it, and the author of one without a text', () => {
  const text = { file: 'LICENSE', text: 'Do as you like.\r\n' };
  const packages = [
    { name: 'a', version: '1.0.0', licence: 'MIT', author: '', texts: [text] },
    { name: 'b', version: '2.0.0', licence: 'ISC', author: 'Grace', texts: [] },
    { name: 'c', version: '3.0.0', licence: 'MIT', author: '', texts: [text] },
  ];
  const line = '-'.repeat(80);
  expect(noticesText(packages, 'The app')).toBe(`The app contains code of these packages, under their licences.

${line}

a 1.0.0 (MIT)
c 3.0.0 (MIT)

Do as you like.

${line}

b 2.0.0 (ISC)

Copyright Grace. The package has no licence text.
`);
});
