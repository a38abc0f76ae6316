// Gives `@azure/functions` its core, as the Functions worker for Node.js does, and collects the functions that an app registers.
import Module from 'node:module';
import { compileRoute, type Route } from './route-template.ts';
import type { RpcResponse } from './rpc-http.ts';

export interface App {
  /** In the order of matching. */
  readonly http: readonly HttpFunction[];
  readonly onTerminate?: readonly Hook[];
}

type Hook = (context: unknown) => unknown;

export interface HttpFunction extends RegisteredFunction {
  /** Upper case. */
  readonly methods: ReadonlySet<string>;
  readonly route: Route;
}

export interface RegisteredFunction {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly trigger: Trigger;
  readonly handler: Handler;
  readonly model: ProgrammingModel;
}

/** The part of the core's `RpcBindingInfo` that is read here. */
interface Binding {
  readonly type?: string;
  readonly route?: string;
  readonly methods?: readonly string[];
}

interface Trigger extends Binding {
  readonly name: string;
  /** Lower case. */
  readonly type: string;
}

type Handler = (...inputs: unknown[]) => unknown;

/** What each instance of the library gives its core. */
interface ProgrammingModel {
  getInvocationModel(context: unknown): InvocationModel | Promise<InvocationModel>;
}

interface InvocationModel {
  getArguments(): Promise<{ readonly context: unknown; readonly inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>;
  getResponse(
    context: unknown,
    result: unknown,
  ): Promise<{ readonly returnValue?: { readonly http?: RpcResponse } | null }>;
}

let isCoreServed = false;
let registrations: Map<string, RegisteredFunction> | undefined;
let terminateHooks: Hook[] = [];
let lastLoad: Promise<unknown> = Promise.resolve();

/** Loads run one after another. @throws Error when none is registered, or one this host cannot serve; what `register` throws */
export function loadApp(register: () => unknown): Promise<App> {
  const load = lastLoad.then(() => collect(register));
  lastLoad = load.catch(() => undefined);
  return load;
}

async function collect(register: () => unknown): Promise<App> {
  serveCore();
  const collected = new Map<string, RegisteredFunction>();
  registrations = collected;
  const onTerminate: Hook[] = [];
  terminateHooks = onTerminate;
  try {
    await register();
  } finally {
    registrations = undefined;
  }
  // A module runs once in a process: a second import registers nothing.
  if (collected.size === 0) throw new Error('No function was registered while the app was loaded.');
  // The host sorts them so (FunctionMetadataManager: OrdinalIgnoreCase), and the first route that matches wins.
  const functions = [...collected.values()].sort((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1));
  return {
    http: functions.map(toHttp),
    onTerminate,
  };
}

function toHttp(registered: RegisteredFunction): HttpFunction {
  const { route, methods = [] } = registered.trigger;
  return {
    ...registered,
    methods: new Set(methods.map((method) => method.toUpperCase())),
    route: compileRoute(route || registered.name),
  };
}

/** @throws Error when the function has no HTTP trigger */
function findTrigger(name: string, bindings: Readonly<Record<string, Binding>>): Trigger {
  for (const [bindingName, binding] of Object.entries(bindings)) {
    const type = binding.type?.toLowerCase() ?? '';
    if (type === 'httptrigger') return { ...binding, name: bindingName, type };
  }
  throw new Error(`The function "${name}" has no HTTP trigger; the embedded host supports no other.`);
}

/** Stays for the rest of the process: a library asks for its core when it first needs it. */
function serveCore(): void {
  if (isCoreServed) return;
  isCoreServed = true;
  const { require } = Module.prototype;
  Module.prototype.require = function requireOrCore(this: NodeJS.Module, id: string): unknown {
    // Each instance of the library gets its own core, which leads from a function to its programming model.
    return id === '@azure/functions-core' ? createCore() : require.call(this, id);
  };
}

function createCore() {
  let model: ProgrammingModel | undefined;
  return {
    version: '4.0.0',
    hostVersion: '4.0.0',
    setProgrammingModel(given: ProgrammingModel): void {
      model = given;
    },
    getProgrammingModel: () => model,
    registerFunction(metadata: { name: string; bindings: Record<string, Binding> }, handler: Handler): Disposable {
      const { name, bindings } = metadata;
      if (!registrations || !model) throw new Error('A function can only be registered while the app is loaded.');
      if (registrations.has(name)) throw new Error(`A function with id "${name}" has already been registered.`);
      registrations.set(name, { name, bindings, trigger: findTrigger(name, bindings), handler, model });
      return new Disposable();
    },
    registerHook(name: string, hook: Hook): Disposable {
      if (name === 'appTerminate') terminateHooks.push(hook);
      else console.warn(`The embedded host ignores the hook ${name}.`);
      return new Disposable();
    },
    log(level: string, _category: string, message: string): void {
      if (level === 'warning' || level === 'error' || level === 'critical') console.warn(message);
    },
    Disposable,
  };
}

/** Registrations cannot be undone here. */
class Disposable {
  dispose(): void {}
}
