// The route templates of HTTP functions, read as the Functions host (ASP.NET) reads them.

export type RouteParams = Readonly<Record<string, string>>;

interface Segment {
  readonly literal?: string;
  readonly param?: string;
  readonly constraint?: RegExp;
  readonly isOptional: boolean;
  /** `{*name}`: the rest of the path. */
  readonly isCatchAll?: boolean;
}

export interface Route {
  /** In lower case, if only this path matches. */
  readonly literal: string | undefined;
  /** @param values the segments of a path */
  match(values: readonly string[]): RouteParams | undefined;
}

/** Ignores case and a trailing slash. @throws Error for constraints other than `regex`, defaults, mixed segments */
export function compileRoute(template: string): Route {
  const parts = split(template);
  const segments = parts.map((segment, index) => compileSegment(segment, template, index === parts.length - 1));
  const literals = segments.flatMap(({ literal }) => literal || []);
  return {
    literal: literals.length === segments.length ? literals.join('/') : undefined,
    match: (values) => match(segments, values),
  };
}

/** The segments of a path, decoded. */
export function segmentsOf(path: string): readonly string[] {
  const segments = split(path);
  return path.includes('%') ? segments.map(decode) : segments;
}

function split(path: string): string[] {
  const trimmed = path.slice(path.startsWith('/') ? 1 : 0, path.length > 1 && path.endsWith('/') ? -1 : undefined);
  return trimmed === '' ? [] : trimmed.split('/');
}

function compileSegment(segment: string, template: string, isLast: boolean): Segment {
  const [, rest] = /^\{\*(\w+)\}$/.exec(segment) ?? [];
  if (rest !== undefined && isLast) return { param: rest, isOptional: true, isCatchAll: true };
  if (!/[{}*]/.test(segment)) return { literal: segment.toLowerCase(), isOptional: false };
  const [, param, regex, optional] = /^\{(\w+)(?::regex\((.*)\))?(\?)?\}$/.exec(segment) ?? [];
  if (param === undefined) {
    throw new Error(
      `The route "${template}" contains "${segment}"; the embedded host supports literals, {name} and {name:regex(…)}, optional with a "?", and {*name} at the end.`,
    );
  }
  return { param, isOptional: optional === '?', ...(regex !== undefined && { constraint: new RegExp(regex, 'i') }) };
}

function match(segments: readonly Segment[], values: readonly string[]): RouteParams | undefined {
  if (values.length > segments.length && !segments.at(-1)?.isCatchAll) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = segment.isCatchAll ? values.slice(index).join('/') : (values[index] ?? '');
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
