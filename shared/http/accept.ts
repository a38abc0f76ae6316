/**
 * The entries of a list with weights, such as `Accept` or `Accept-Language`, in lower case and without their parameters:
 * the best first, equals as sent, and those with `q=0` left out (RFC 9110 §12.4.2). What has no valid weight is left out.
 */
export function parseAccept(header: string | null): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((entry) => {
      const [value = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice('q='.length) ?? '1';
      return { value, weight: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 };
    })
    .filter(({ value, weight }) => value !== '' && weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ value }) => value);
}

/** Whether a page is wanted rather than JSON: by a browser, which says so. */
export function prefersHtml({ headers }: { readonly headers: Headers }): boolean {
  const types = parseAccept(headers.get('accept'));
  return types.find((type) => type === 'application/json' || type === 'text/html') === 'text/html';
}
