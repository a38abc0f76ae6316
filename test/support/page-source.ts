// What is in the HTML of a page of the service.

/** The forms of a page: where each is sent, and what is in it. */
export function formsOf(page: string): readonly { readonly action: string; readonly source: string }[] {
  return [...page.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].map(
    ([, action = '', source = '']) => ({ action, source }),
  );
}

/** Each field of a form with the value that it has, and what each button sends. */
export function fieldsOf(form: string): readonly (readonly [name: string, value: string])[] {
  return [...form.matchAll(/<(?:input|button) ([^>]*)>/g)].map(([, attributes = '']) => [
    decoded(/(?:^| )name="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    decoded(/(?:^| )value="([^"]*)"/.exec(attributes)?.[1] ?? ''),
  ]);
}

export function decoded(source: string): string {
  return source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
