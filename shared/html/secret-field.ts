import { type Html, html } from './html.ts';
import { pageScript } from './page-script.ts';

/** Adds a button that shows what was typed into each field with `data-show`. Sending the form hides it again. */
export const secretFieldScript = pageScript(html`
for (const field of document.querySelectorAll('input[data-show]')) {
  const { show, hide, what } = field.dataset, button = document.createElement('button'), rest = document.createElement('span');
  const set = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.firstChild.data = shown ? hide : show;
  };
  rest.className = 'unseen';
  rest.textContent = ' ' + what;
  button.type = 'button';
  button.className = 'reveal';
  button.append(show, rest);
  button.onclick = () => set(field.type === 'password');
  field.form.addEventListener('submit', () => set(false));
  field.after(button);
}
`);

/** The words of the button: `show` or `hide`, and then `what` for those who hear the page. */
export interface SecretFieldWords {
  readonly show: string;
  readonly hide: string;
  readonly what: string;
}

/** Attributes of an `<input type="password">`. The page needs the script. */
export function secretFieldAttributes({ show, hide, what }: SecretFieldWords): Html {
  return html` data-show="${show}" data-hide="${hide}" data-what="${what}"`;
}
