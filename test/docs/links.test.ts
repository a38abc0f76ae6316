// Links between the documents lead to files and headings that are there, and every document can be reached from the README.
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFile(join(root, file), 'utf8');
const inDocs = await readdir(join(root, 'docs'), { recursive: true });
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...inDocs.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`),
];

interface Link {
  readonly file: string;
  readonly heading: string | undefined;
}

/** Links to files of this repository, and to headings of the page itself. */
async function linksOf(page: string): Promise<readonly Link[]> {
  const text = (await read(page)).replaceAll(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, file = '', heading]) => ({
    file: file === '' ? page : relative(root, join(root, dirname(page), file)),
    heading,
  }));
}

/** The anchors of a page, as GitHub makes them. */
async function anchorsOf(page: string): Promise<readonly string[]> {
  const text = (await read(page)).replaceAll(/```[\s\S]*?```/g, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('%s leads to files and headings that are there', async (page) => {
  for (const { file, heading } of await linksOf(page)) {
    await expect(stat(join(root, file)), file).resolves.toBeDefined();
    if (heading !== undefined) expect(await anchorsOf(file), `${file}#${heading}`).toContain(heading);
  }
});

it('leads from the README to every page', async () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { file } of await linksOf(page)) if (file.endsWith('.md')) reached.add(file);
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
