// The route templates of HTTP functions, read as the Functions host (ASP.NET) reads them.

export type RouteParams = Readonly<Record<string, string>>;

interface Segment {
  readonly literal?: string;
  readonly param?: string;
  readonly constraint?: RegExp;
  readonly isOptional: boolean;
}

/** Ignores case and a trailing slash. @throws Error for constraints other than `regex`, catch-alls, defaults, mixed segments */
export function compileRoute(template: string): (path: string) => RouteParams | undefined {
  const segments = split(template).map((segment) => compileSegment(segment, template));
  return (path) => match(segments, split(path).map(decode));
}

function split(path: string): string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/');
}

function compileSegment(segment: string, template: string): Segment {
  if (!/[{}*]/.test(segment)) return { literal: segment.toLowerCase(), isOptional: false };
  const [, param, regex, optional] = /^\{(\w+)(?::regex\((.*)\))?(\?)?\}$/.exec(segment) ?? [];
  if (param === undefined) {
    throw new Error(
      `The route "${template}" contains "${segment}"; the embedded host supports literals, {name} and {name:regex(…)}, optional with a "?".`,
    );
  }
  return { param, isOptional: optional === '?', ...(regex !== undefined && { constraint: new RegExp(regex, 'i') }) };
}

function match(segments: readonly Segment[], values: readonly string[]): RouteParams | undefined {
  if (values.length > segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = values[index] ?? '';
    if (segment.param === undefined) {
      if (value.toLowerCase() !== segment.literal) return undefined;
    } else if (value !== '') {
      if (segment.constraint?.test(value) === false) return undefined;
      params[segment.param] = value;
    } else if (!segment.isOptional) {
      return undefined;
    }
  }
  return params;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // ASP.NET keeps an invalid percent escape.
    return segment;
  }
}
