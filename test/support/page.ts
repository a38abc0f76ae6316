// Properties common to all pages of the service.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Language } from '../../shared/html/language.ts';
import { mark } from '../../shared/html/mark.ts';
import { decoded } from './page-source.ts';
import type { TestAnswer } from './request.ts';

interface Expected {
  /** What CSP `form-action` says; `any` without the directive, so that an app may redirect anywhere. */
  readonly formAction?: string;
  /** The image of the header, and the source that CSP names for it. */
  readonly logo?: { readonly url: string; readonly source: string };
  /** Images of the content, in order, as `logo`. */
  readonly images?: readonly { readonly url: string; readonly source: string }[];
  /** True for a page without links to other languages. */
  readonly isWithoutChoice?: true;
  readonly brandName?: string;
  /** The page posts to an app, by a script. */
  readonly isFormPost?: true;
}

/** Checks everything that all pages have in common. */
export function expectPage(answer: TestAnswer, language: Language, status = 200, expected: Expected = {}): void {
  const { headers, text } = answer;
  expect(answer.status).toBe(status);
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(headers.get('set-cookie')).toBeNull();
  const formAction = /; form-action ('none'|'self'); frame/.exec(headers.get('content-security-policy') ?? '')?.[1];
  expectFrame({ headers, text }, language, { ...(formAction && { formAction }), ...expected });
}

/** Headers, language, landmarks, headings in order, nothing that runs but a script with its hash, and nothing that is fetched but images. */
export function expectFrame(
  { headers, text }: Pick<TestAnswer, 'headers' | 'text'>,
  language: Language,
  { formAction = "'none'", logo, images = [], isWithoutChoice, brandName = 'Tessera', isFormPost }: Expected = {},
): void {
  const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
  const [script] = /<script>.*?<\/script>/s.exec(text) ?? [];
  const hashOf = (source: string) => `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
  const scriptSource = script === undefined ? '' : `script-src ${hashOf(script.slice(8, -9))}; `;
  const imageSources = [...(logo ? [logo] : []), ...images].map(({ source }) => ` ${source}`).join('');
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    vary: 'Accept, Accept-Language',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; ${scriptSource}style-src ${hashOf(style)}; img-src 'self'${imageSources}; base-uri 'none'; ${formAction === 'any' ? '' : `form-action ${formAction}; `}frame-ancestors 'none'`,
  });
  // An app keeps access to the window that it opened for the sign-in.
  const isForm = text.includes('<body class="form">');
  expect(headers.get('cross-origin-opener-policy')).toBe(isForm ? null : 'same-origin');
  // A form post must have its Origin.
  expect(headers.get('referrer-policy')).toBe(isFormPost ? 'origin' : isForm ? 'same-origin' : 'no-referrer');
  if (isFormPost) expect(script).toContain('.submit()');
  expect(text).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">\n`));
  const ownMark = logo ? '' : `<p>${mark}`;
  expect(text).toContain(ownMark);
  const others = text.replace(ownMark, '').replace(script ?? '', '');
  expect(others).not.toMatch(/<script|<iframe|<object|<base|<svg|\sstyle=|<[^>]*\son\w+=|javascript:|@import|url\(/i);
  expect([...text.matchAll(/<img [^>]*>/g)].map(([image]) => decoded(image))).toEqual([
    ...(logo ? [`<img src="${logo.url}" alt="">`] : []),
    ...images.map(({ url }) => `<img src="${url}" alt="" referrerpolicy="no-referrer">`),
  ]);
  expect(decoded(text)).toContain(` · ${brandName}</title>\n<link rel="icon" href="`);
  for (const landmark of ['header', 'main', 'footer', 'h1', 'title', 'style', ...(isWithoutChoice ? [] : ['nav'])]) {
    expect(text.match(new RegExp(`<${landmark}[ >]`, 'g')), landmark).toHaveLength(1);
  }
  const levels = [...text.matchAll(/<h(\d)[ >]/g)].map(([, level]) => Number(level));
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
}

/** What a reader sees, on one line. */
export function textOf(page: string): string {
  const unseen = /<style>.*<\/style>|<script>.*<\/script>|<span class="picture" .*?<\/span>/gs;
  return decoded(page.replace(unseen, '').replace(/<[^>]*>/g, '')).replace(/\s+/g, ' ');
}

/** The link targets of the page, unresolved. */
export function linksOf(page: string): readonly string[] {
  return [...page.matchAll(/<(?:a|link rel="alternate") [^>]*?href="([^"]*)"/g)].map(([, href = '']) => decoded(href));
}

/** The elements and attributes of a page, without a text or a value: what must not depend on what strangers chose. */
export function structureOf(page: string): string {
  return (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""')).join('\n');
}

/** The texts of strangers that a page shows, each kept apart from the sentence around it. */
export function namesIn(page: string): readonly string[] {
  return [...page.matchAll(/<bdi>([^<]*)<\/bdi>/g)].map(([, name = '']) => decoded(name));
}
