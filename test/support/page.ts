// What a page of the service is, whatever it shows.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Language } from '../../shared/html/language.ts';
import type { TestAnswer } from './request.ts';

/** The whole frame of a page: headers, language, landmarks, headings in order, nothing that runs or is fetched. */
export function expectPage(answer: TestAnswer, language: Language, status = 200): void {
  const { headers, text } = answer;
  expect(answer.status).toBe(status);
  const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    vary: 'Accept, Accept-Language',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(headers.get('content-security-policy')).toMatch(/; form-action '(?:none|self)'; frame-ancestors 'none'$/);
  expect(headers.get('content-security-policy')).toContain(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; `,
  );
  expect(headers.get('set-cookie')).toBeNull();
  expect(text).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">\n`));
  expect(text).not.toMatch(/<script|<img|<iframe|<object|<base|\sstyle=|\son\w+=|javascript:|@import|url\(/i);
  for (const landmark of ['header', 'nav', 'main', 'footer', 'h1', 'title', 'style']) {
    expect(text.match(new RegExp(`<${landmark}[ >]`, 'g')), landmark).toHaveLength(1);
  }
  const levels = [...text.matchAll(/<h(\d)[ >]/g)].map(([, level]) => Number(level));
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
}

/** What a reader sees, on one line. */
export function textOf(page: string): string {
  return decoded(page.replace(/<style>.*<\/style>/s, '').replace(/<[^>]*>/g, '')).replace(/\s+/g, ' ');
}

/** The addresses that the page links to, as they stand in it. */
export function linksOf(page: string): readonly string[] {
  return [...page.matchAll(/<(?:a|link) [^>]*?href="([^"]*)"/g)].map(([, href = '']) => decoded(href));
}

export function decoded(source: string): string {
  return source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
