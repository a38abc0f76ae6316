import { languages } from '../../shared/html/language.ts';
import { paths } from '../../shared/http/paths.ts';
import { casesOf } from './case.ts';
import { expectHeader, expectStatus, expectThat } from './expectation.ts';

export const pageCases = casesOf('pages', [
  ...languages.map((language) => ({
    name: `The page of an error is there in ${language}.`,
    clause: 'RFC 6749 §5.2 (error_uri)',
    async run({ send }: Parameters<Parameters<typeof casesOf>[1][number]['run']>[0]) {
      const reply = await send(`${paths.error}?error_code=70011&lang=${language}`, {
        headers: { Accept: 'text/html' },
      });
      expectStatus(reply, 200);
      expectHeader(reply, 'content-type', /^text\/html/i);
      expectThat(
        reply.text.includes(`<html lang="${language}">`),
        'The page is in another language.',
        language,
        'another',
      );
    },
  })),
  {
    name: 'Pages have a content security policy, and cannot be framed.',
    clause: 'RFC 9700 §4.16',
    async run({ send }) {
      const reply = await send(paths.error, { headers: { Accept: 'text/html' } });
      expectHeader(reply, 'content-security-policy', /frame-ancestors 'none'/);
    },
  },
]);
