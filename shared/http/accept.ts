/** The values by weight, then order, in lower case (RFC 9110 §12.4.2), without those with `q=0` or a malformed weight. */
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

export function prefersHtml(request: AcceptingRequest): boolean {
  return preferredType(request) === 'text/html';
}

/** Whether the caller prefers JSON to HTML. Both functions are false if `Accept` names neither. */
export function prefersJson(request: AcceptingRequest): boolean {
  return preferredType(request) === 'application/json';
}

function preferredType({ headers }: AcceptingRequest): string | undefined {
  return parseAccept(headers.get('accept')).find((type) => type === 'application/json' || type === 'text/html');
}
