// Links and file names in the documents lead to existing files and headings, and every document can be reached from the
// README.
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

it.each(pages)('%s links to existing files and headings only', async (page) => {
  for (const { file, heading } of await linksOf(page)) {
    await expect(stat(join(root, file)), file).resolves.toBeDefined();
    if (heading !== undefined) expect(await anchorsOf(file), `${file}#${heading}`).toContain(heading);
  }
});

const rooms = await readdir(join(root, 'shared'));
const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
const built = ['dist', 'out', 'node_modules'];
const known = [...rooms, ...folders.map(({ name }) => name)].filter((name) => !built.includes(name));
/** Values that look like a file name. */
const values = ['http/json'];

/** Files and folders in backticks; a room may be named without `shared/`, and a file without its ending. */
async function missingIn(page: string): Promise<readonly string[]> {
  const named = [...(await read(page)).matchAll(/`([a-z-]+\/[\w./-]*)`/g)].flatMap(([, file]) => file ?? []);
  const own = named.filter((file) => known.includes(file.split('/')[0] ?? '') && !values.includes(file));
  const isThere = await Promise.all(
    own.map((file) =>
      Promise.any(
        [file, `${file}.ts`].flatMap((each) => [each, join('shared', each)]).map((each) => stat(join(root, each))),
      ).then(
        () => true,
        () => false,
      ),
    ),
  );
  return own.filter((_, index) => !isThere[index]);
}

it.each(pages)('%s names existing files only', async (page) => {
  expect(await missingIn(page)).toEqual([]);
});

it('every page can be reached from the README', async () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const { file } of await linksOf(page)) if (file.endsWith('.md')) reached.add(file);
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
