// Compares each answer of a server under test with openapi.yaml.
import type { App } from '../../local/host.ts';
import { type PathName, paths } from '../../shared/http/paths.ts';
import {
  type Content,
  type Header,
  openApi,
  operationsOf,
  type Path,
  type Response,
  resolved,
  validatorOf,
} from './open-api.ts';
import { fieldsOf, formsOf } from './page-source.ts';
import { noteUndescribed } from './undescribed.ts';

/** An answer, as an endpoint gives it to the Functions host. */
export interface GivenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly cookies?: readonly unknown[];
}

/** A method and a status of a path, as in `POST /token 200`. */
export type DescribedAnswer = string;

/** The app, each of whose answers is compared. @param onAnswer is told which one each was */
export function describedApp(app: App, onAnswer: (answer: DescribedAnswer) => void = () => {}): App {
  return { ...app, http: app.http.map((each) => describedFunction(each, onAnswer)) };
}

type HttpFunction = App['http'][number];

function describedFunction(called: HttpFunction, onAnswer: (answer: DescribedAnswer) => void): HttpFunction {
  const path = pathOf(called.name) ?? unknownPath;
  return {
    ...called,
    async handler(...inputs: unknown[]) {
      const response = (await called.handler(...inputs)) as { readonly answer: GivenAnswer };
      const { answer } = response;
      const { method } = inputs[0] as Request;
      const name = `${method} ${path} ${answer.status}`;
      noteUndescribed(problemsOf(path, method, answer).map((problem) => `${name}: ${problem}`));
      onAnswer(name);
      return response;
    },
  };
}

/** The second function of a document has the name of the first one and a number. */
function pathOf(functionName: string): string | undefined {
  return paths[functionName.replace(/-\d+$/, '') as PathName];
}

/** What openapi.yaml says otherwise about an answer. */
export function problemsOf(pathName: string, method: string, answer: GivenAnswer): readonly string[] {
  const path = openApi().paths[pathName];
  if (pathName === unknownPath) return unknownPathProblems(method, answer);
  if (!path) return ['there is no such path'];
  const operations = operationsOf(path);
  const responses = operations[method.toLowerCase()]?.responses ?? { 405: path['x-unsupported-methods'] };
  const found = responses[answer.status];
  if (!found) return [`there is no such status, only ${Object.keys(responses).join(', ')}`];
  const response = resolved<Response>(found);
  return [
    ...headerProblems(response, answer),
    ...methodProblems(path, method, answer),
    ...contentProblems(response, method, answer),
    ...redirectProblems(response, answer),
    ...formProblems(response, answer),
  ];
}

/** In place of a path, what has no endpoint. */
const unknownPath = '(unknown)';

function unknownPathProblems(method: string, answer: GivenAnswer): readonly string[] {
  const response = resolved<Response>(openApi()['x-unknown-paths']);
  const isDescribed = answer.status === 404;
  return [
    ...(isDescribed ? [] : [`its status is ${answer.status}`]),
    ...headerProblems(response, answer),
    ...contentProblems(response, method, answer),
  ];
}

/** Found once for each part of the document: a run compares tens of thousands of answers. */
function remembered<P extends object, T>(find: (part: P) => T): (part: P) => T {
  const known = new WeakMap<P, T>();
  return (part) => {
    const found = known.get(part) ?? find(part);
    known.set(part, found);
    return found;
  };
}

const describedHeaders = remembered(
  ({ headers = {} }: Response) =>
    new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), resolved<Header>(header)])),
);

function headerProblems(response: Response, { headers: given, cookies = [] }: GivenAnswer): readonly string[] {
  const described = describedHeaders(response);
  const sent = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const missing = [...described].filter(([name, { required }]) => required && !sent.has(name));
  return [
    ...missing.map(([name]) => `the header ${name} is missing`),
    ...[...sent].flatMap(([name, value]) => {
      // Content-Type is described by the content (OpenAPI 3.1, Header Object).
      if (name === 'content-type') return [];
      const header = described.get(name);
      return header
        ? valueProblems(`the header ${name}`, header.schema, value)
        : [`the header ${name} is not described`];
    }),
    ...(cookies.length > 0 && !described.has('set-cookie') ? ['the header set-cookie is not described'] : []),
  ];
}

/** What the operations of a path say about the headers of all its answers. */
const pathFacts = remembered((path: Path) => {
  const operations = operationsOf(path);
  const supported = Object.keys(operations).filter((name) => name !== 'options');
  const preflight = resolved<Response>(operations.options?.responses[204] ?? {}).headers ?? {};
  return {
    allow: supported.map((name) => name.toUpperCase()).sort(),
    isCrossOrigin: 'Access-Control-Allow-Methods' in preflight,
    takesProofs: supported.some((name) =>
      operations[name]?.parameters?.some((parameter) => resolved<{ name: string }>(parameter).name === 'DPoP'),
    ),
  };
});

function methodProblems(path: Path, method: string, { status, headers }: GivenAnswer): readonly string[] {
  const { allow, isCrossOrigin, takesProofs } = pathFacts(path);
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const told = (headers.Allow ?? '').split(', ').sort();
  return [
    ...((status === 405 || method === 'OPTIONS') && told.join() !== allow.join()
      ? [`Allow is ${headers.Allow}, and the operations are ${allow.join(', ')}`]
      : []),
    ...(names.has('access-control-allow-origin') === isCrossOrigin
      ? []
      : [`scripts of other origins ${isCrossOrigin ? 'may' : 'may not'} read it`]),
    ...(names.has('access-control-expose-headers') === isCrossOrigin
      ? []
      : ['Access-Control-Expose-Headers does not fit']),
    ...(names.has('dpop-nonce') && !takesProofs ? ['the endpoint does not take proofs, but sends a nonce'] : []),
  ];
}

function contentProblems({ content }: Response, method: string, { headers, body }: GivenAnswer): readonly string[] {
  const type = headers['Content-Type']?.split(';')[0];
  // An endpoint gives the body for HEAD too, and the host leaves it out.
  if (method === 'HEAD') return content && type === undefined ? ['it has no content'] : [];
  if (type === undefined || body === undefined) return content ? ['it has no content'] : [];
  const media = (content as Content | undefined)?.[type];
  if (!media) return [`its type is ${type}, and not ${Object.keys(content ?? {}).join(' or ') || 'none'}`];
  return valueProblems('the body', media.schema, type === 'application/json' ? JSON.parse(body) : body);
}

function valueProblems(what: string, schema: object, value: unknown): readonly string[] {
  const isNumber = typeof value === 'string' && 'type' in schema && schema.type === 'integer';
  const validate = validatorOf(schema);
  if (validate(isNumber ? Number(value) : value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${what} ${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Redirects to an app are known by `iss` (RFC 9207 §2). */
function redirectProblems({ headers }: Response, { headers: { Location: location } }: GivenAnswer): readonly string[] {
  const described = headers?.Location && resolved<Header>(headers.Location)['x-parameters'];
  if (location === undefined || !described) return [];
  const { hash, searchParams } = new URL(location);
  const parameters = hash === '' ? searchParams : new URLSearchParams(hash.slice(1));
  return parameters.has('iss') ? valueProblems('the redirect', described, Object.fromEntries(parameters)) : [];
}

/** The fields of each form on a page are those of the endpoint that takes it. */
function formProblems(response: Response, { headers, body = '' }: GivenAnswer): readonly string[] {
  if (!headers['Content-Type']?.startsWith('text/html')) return [];
  return formsOf(body).flatMap(({ action, source }) => {
    const fields = Object.fromEntries(fieldsOf(source).filter(([name]) => name !== ''));
    // A form for an app is known by `iss` as well.
    if ('iss' in fields)
      return valueProblems('the form for the app', response['x-form-parameters'] ?? { not: {} }, fields);
    const operation = openApi().paths[new URL(action, 'https://issuer.example/').pathname]?.post;
    const { properties = {} } = operation?.requestBody?.content['application/x-www-form-urlencoded']?.schema ?? {};
    return Object.keys(fields)
      .filter((name) => !(name in properties))
      .map((name) => `the form for ${action} has the field ${name}, which is not described`);
  });
}
