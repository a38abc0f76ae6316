import { describe, expect, it } from 'vitest';
import { html, textWithCode, withoutMarks } from '../../../shared/html/html.ts';

const hostile = `<b title="c">&amp;'</b>`;
const escaped = `&lt;b title=&quot;c&quot;&gt;&amp;amp;'&lt;/b&gt;`;

describe('a template', () => {
  it('escapes text, in content and in attributes', () => {
    expect(html`<p title="${hostile}">${hostile}</p>`.toString()).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('takes HTML as it is, alone and in lists, and writes nothing for undefined', () => {
    const items = ['<a>', 'b'].map((each) => html`<li>${each}</li>`);
    expect(html`<ul>${items}</ul>${undefined}${html`<hr>`}${7}`.toString()).toBe(
      '<ul><li>&lt;a&gt;</li><li>b</li></ul><hr>7',
    );
  });

  it('keeps the first part when nothing comes before it', () => {
    expect([html``.toString(), html`${'<'}`.toString(), html`a`.toString()]).toEqual(['', '&lt;', 'a']);
  });
});

describe('a text with code', () => {
  it('marks text between backticks as code, and escapes it', () => {
    expect(textWithCode('a < `b < c` & `d`').toString()).toBe('a &lt; <code>b &lt; c</code> &amp; <code>d</code>');
    expect(withoutMarks('a < `b < c` & `d`')).toBe('a < b < c & d');
  });
});
