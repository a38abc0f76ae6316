// Reads the members of a foreign record, and knows which were not read: they are named, so that nothing is dropped silently.

export type Members = Readonly<Record<string, unknown>>;

/** What a source says about a member that it does not take over. */
interface Skipped {
  readonly name: string;
  readonly why?: string;
}

export interface ExportProblem {
  readonly path: readonly string[];
  /** Begins with the name of the member; never repeats a value that may be a secret. */
  readonly problem: string;
}

export interface ExportMembers {
  /** Undefined if it is missing, null or empty. A value of another type is a problem, as in every function below. */
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  /** Keycloak writes `"true"` in attributes. */
  isOn(name: string): boolean;
  texts(name: string): readonly string[];
  /** Empty if it is missing. */
  object(name: string): ExportMembers;
  objects(name: string): readonly ExportMembers[];
  raw(name: string): unknown;
  /** Names the member with a reason, if it is there. */
  skip(name: string, why: string): void;
  problem(name: string, problem: string): void;
  note(note: string): void;
  /** One line each: members with a reason, notes, and then all that nobody read. */
  notes(): readonly string[];
  problems(): readonly ExportProblem[];
}

/** Members longer than this are not names. */
const maxNameCharacters = 100;

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says nothing: off, empty or absent. */
function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return value === undefined || value === null || value === '' || value === false || value === 'false' || value === 0;
}

export function openMembers(value: Members, path: readonly string[] = []): ExportMembers {
  const read = new Set<string>();
  const skipped: Skipped[] = [];
  const notes: string[] = [];
  const problems: ExportProblem[] = [];
  const nested: ExportMembers[] = [];
  const named = (name: string) => [...path, name].join('.');

  function take(name: string): unknown {
    read.add(name);
    return Object.hasOwn(value, name) ? value[name] : undefined;
  }
  function wrong(name: string, must: string): undefined {
    problems.push({ path: [...path, name], problem: `${named(name)} must be ${must}` });
    return undefined;
  }
  function open(inner: Members, innerPath: readonly string[]): ExportMembers {
    const members = openMembers(inner, innerPath);
    nested.push(members);
    return members;
  }

  return {
    text(name) {
      const found = take(name);
      if (found === undefined || found === null || found === '') return undefined;
      return typeof found === 'string' ? found : wrong(name, 'a text');
    },
    number(name) {
      const found = take(name);
      if (found === undefined || found === null || found === '') return undefined;
      const number = typeof found === 'string' && /^-?\d{1,15}$/.test(found) ? Number(found) : found;
      return typeof number === 'number' ? number : wrong(name, 'a number');
    },
    isOn(name) {
      const found = take(name);
      if (found === true || found === 'true') return true;
      if (!isEmpty(found)) wrong(name, 'true or false');
      return false;
    },
    texts(name) {
      const found = take(name);
      if (found === undefined || found === null) return [];
      if (Array.isArray(found) && found.every((each) => typeof each === 'string')) return [...new Set(found)];
      wrong(name, 'a list of texts');
      return [];
    },
    object(name) {
      const found = take(name);
      if (isObject(found)) return open(found, [...path, name]);
      if (!isEmpty(found)) wrong(name, 'an object');
      return open({}, [...path, name]);
    },
    objects(name) {
      const found = take(name);
      if (found === undefined || found === null) return [];
      if (Array.isArray(found) && found.every(isObject)) {
        return found.map((each, index) => open(each, [...path, name, String(index)]));
      }
      wrong(name, 'a list of objects');
      return [];
    },
    raw: take,
    skip(name, why) {
      if (!isEmpty(take(name))) skipped.push({ name: named(name), why });
    },
    problem(name, problem) {
      problems.push({ path: [...path, name], problem: `${named(name)} ${problem}` });
    },
    note: (note) => notes.push(note),
    notes() {
      const rest = Object.entries(value)
        .filter(([name, each]) => !read.has(name) && !isEmpty(each))
        .map(([name]) => named(name.length > maxNameCharacters ? `${name.slice(0, maxNameCharacters)}…` : name));
      return [
        ...notes,
        ...skipped.map(({ name, why }) => `skipped ${name}: ${why}`),
        ...nested.flatMap((each) => each.notes()),
        ...(rest.length > 0 ? [`skipped without a counterpart: ${rest.join(', ')}`] : []),
      ];
    },
    problems: () => [...problems, ...nested.flatMap((each) => each.problems())],
  };
}
