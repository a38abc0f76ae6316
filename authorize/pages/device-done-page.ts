// The last page of the sign-in of a device: the device goes on by itself.
import type { Brand } from '../../shared/html/brand.ts';
import { html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { appTile, type ShownApp } from '../../shared/html/tiles.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { texts } from '../texts/texts.ts';

interface DeviceDonePage {
  readonly language: Language;
  readonly brand: Brand;
  readonly ended: 'allowed' | 'denied';
  readonly app: ShownApp;
  /** The address of the same page in another language. */
  readonly linkTo: (language: Language) => string;
}

export function deviceDonePage({ language, brand, ended, app, linkTo }: DeviceDonePage): Answer {
  const { device, languages } = texts[language];
  const { title, what } = device[ended];
  return pageAnswer({
    language,
    brand,
    title,
    languagesLabel: languages,
    isForm: true,
    linkTo,
    images: [app.logo],
    main: html`<h1>${title}</h1>
${appTile(app, what)}<p>${device.close}</p>`,
  });
}
