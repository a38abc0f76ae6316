// docs/security.md names existing files, and each section and requirement once.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const page = await read('docs/security.md');

/** As GitHub names a heading. */
const slug = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');

/** First cells of the rows of a section's table. */
function rowsOf(section: string): readonly string[] {
  const [, text = ''] = page.split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ');
  return [...own.matchAll(/^\| (\d[\d.]*) \|/gm)].flatMap(([, name]) => name ?? []);
}

it('docs/security.md names existing files only', async () => {
  const named = [...page.matchAll(/`([\w-]+(?:\/[\w.-]+)+)`/g)].flatMap(([, file]) => file ?? []);
  expect(named.length).toBeGreaterThan(30);
  const missing = await Promise.all(
    named.map((file) =>
      stat(join(root, file)).then(
        () => [],
        () => [file],
      ),
    ),
  );
  expect(missing.flat()).toEqual([]);
});

it('docs/security.md links to existing pages and headings only', async () => {
  const links = [...page.matchAll(/\]\(([\w./-]+)(?:#([\w-]+))?\)/g)];
  expect(links.length).toBeGreaterThan(5);
  for (const [, file = '', heading] of links) {
    const text = await read(join('docs', file));
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => slug(title));
    if (heading) expect(headings, file).toContain(heading);
  }
});

it('docs/security.md has each section of RFC 9700 with a requirement for the server', () => {
  const sections = new Set(
    rowsOf('RFC 9700, section by section').map((section) => section.split('.').slice(0, 2).join('.')),
  );
  const chapter4 = Array.from({ length: 17 }, (_, index) => `4.${index + 1}`);
  expect([...sections]).toEqual([...['2.1', '2.2', '2.3', '2.4', '2.5', '2.6'], ...chapter4]);
});

it('docs/security.md has each requirement of OWASP ASVS 5.0 V10 once', () => {
  const counts = { 1: 2, 2: 3, 3: 5, 4: 16, 5: 5, 6: 2, 7: 3 };
  const all = Object.entries(counts).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `10.${section}.${index + 1}`),
  );
  expect(rowsOf('OWASP ASVS 5.0, V10 OAuth and OIDC')).toEqual(all);
});

it.each(['README.md', 'CONTRIBUTING.md'])('is linked from %s', async (file) => {
  expect(await read(file)).toContain('(docs/security.md)');
});
