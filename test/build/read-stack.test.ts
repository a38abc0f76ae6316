// What an operator does with the stack of a fault.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Where the text is, from 1, as a stack counts. */
function placeOf(text: string, file: string): { readonly line: number; readonly column: number } {
  const before = (readFileSync(join(root, file), 'utf8').split(text)[0] ?? '').split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

it('finds the sources of a stack of the minified app, in a line of the log', () => {
  const text = 'Tessera cannot start: ';
  const file =
    readdirSync(join(root, 'dist')).find((each) => readFileSync(join(root, 'dist', each)).includes(text)) ?? '';
  const built = placeOf(text, `dist/${file}`);
  const source = placeOf(text, 'shared/serving/service-provider.ts');
  const at = (file: string) => `at async told (file:///home/site/wwwroot/dist/${file}:${built.line}:${built.column})`;
  const input = `{"cause":"Error: no\\n    ${at(file)}\\n    ${at('table-ZZZZZZZZ.js')}\\n    at node:net:1:2"}\n`;
  const script = join(root, 'build', 'read-stack.js');
  const { stdout, stderr } = spawnSync(process.execPath, [script], { input, encoding: 'utf8' });
  const [, line, rest] = /at async told \(shared\/serving\/service-provider\.ts:(\d+):\d+\)(.*)/.exec(stdout) ?? [];
  expect(Number(line)).toBe(source.line);
  // Not of this build: nothing is guessed.
  expect(rest).toBe(`\\n    ${at('table-ZZZZZZZZ.js')}\\n    at node:net:1:2"}`);
  expect(stderr).toBe(
    'table-ZZZZZZZZ.js is not of this build, so the positions in app.js may be wrong: check out the deployed commit, and run npm run build.\n',
  );
});
