// JUnit XML, as CI systems read it: a suite for each group.
import type { Report } from './report.ts';
import type { CaseResult } from './run-cases.ts';

export function junitXml({ issuer, results, seconds }: Report): string {
  const groups = [...new Set(results.map(({ group }) => group))];
  const suites = groups.map((group) =>
    suite(
      group,
      results.filter((each) => each.group === group),
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(`tessera selftest of ${issuer}`)}"${counts(results)} time="${seconds}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(group: string, results: readonly CaseResult[]): string {
  const time = results.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3);
  const head = `<testsuite name="${escaped(group)}"${counts(results)} errors="0" time="${time}">`;
  return [head, ...results.map(testCase), '</testsuite>'].join('\n');
}

function counts(results: readonly CaseResult[]): string {
  const count = (wanted: CaseResult['result']) => results.filter(({ result }) => result === wanted).length;
  return ` tests="${results.length}" failures="${count('failed')}" skipped="${count('not tried')}"`;
}

function testCase({ group, name, clause, seconds, failure, reason }: CaseResult): string {
  const head = `<testcase classname="tessera.selftest.${escaped(group)}" name="${escaped(`${name} (${clause})`)}" time="${seconds}"`;
  if (failure) {
    const { what, expected, got, todo } = failure;
    const text = `expected: ${expected}\ngot: ${got}\n${todo}`;
    return `${head}><failure message="${escaped(what)}" type="Failed">${escaped(text)}</failure></testcase>`;
  }
  return reason === undefined ? `${head}/>` : `${head}><skipped message="${escaped(reason)}"/></testcase>`;
}

// XML 1.0 §2.2 has no place for these, not even escaped.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const noCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escaped(text: string): string {
  return text.replace(noCharacters, '\ufffd').replace(/[&<>"\n\r\t]/g, (char) => entities[char] ?? char);
}
