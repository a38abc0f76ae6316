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

interface AcceptingRequest {
  readonly headers: Headers;
}

/** Whether the caller asks for HTML rather than JSON, as browsers do. */
export function prefersHtml(request: AcceptingRequest): boolean {
  return preferredType(request) === 'text/html';
}

/** Whether the caller asks for JSON rather than HTML. One that names neither prefers neither. */
export function prefersJson(request: AcceptingRequest): boolean {
  return preferredType(request) === 'application/json';
}

function preferredType({ headers }: AcceptingRequest): string | undefined {
  return parseAccept(headers.get('accept')).find((type) => type === 'application/json' || type === 'text/html');
}
