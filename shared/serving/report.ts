// What one request reports while it is answered: its steps, what is known of it, and where its time goes.

import type { LogFields } from '../log/log-fields.ts';
import type { StepName } from '../log/steps.ts';
import type { Store } from '../store/store.ts';
import type { PartOutcome, RequestWatcher, WatchedPart } from '../telemetry/request-observer.ts';
import type { Service } from './service.ts';

/** Passes one step of a request: runs it, and returns or throws what it does. Steps follow each other, and none holds another. */
export type Step = <T>(name: StepName, run: () => T) => T;

/** Tells the log what is known of the request from now on. */
export type Note = (fields: LogFields) => void;

/** Of what is not part of any request. */
export const unreported: { readonly step: Step; readonly note: Note } = { step: (_name, run) => run(), note() {} };

/** Milliseconds in which a cache answers: no store does. */
const cacheTime = 1;

/** Milliseconds that a line shows, at least. */
const shown = 0.05;

export interface Report {
  /** The request's own service: as the given one, but what is done with it is reported. */
  serviceFor(service: Service): Service;
  /** What is known by now, with the durations in milliseconds. */
  fields(): LogFields;
  /** The step that was entered last. */
  lastStep(): StepName | undefined;
}

export function openReport(watcher: RequestWatcher | undefined): Report {
  const noted: { -readonly [Field in keyof LogFields]: LogFields[Field] } = {};
  const spent = { store: 0, signing: 0 };
  let storeCalls = 0;
  let last: StepName | undefined;

  function timed<T>(what: 'store' | 'signing', part: WatchedPart | undefined, run: () => T): T {
    const started = performance.now();
    return whenEnded(run, (outcome) => {
      spent[what] += performance.now() - started;
      part?.end(outcome);
    });
  }

  /** The store is asked for all requests together, and a request waits for that now and then. */
  function awaited<T>(run: () => T): T {
    const started = performance.now();
    return whenEnded(run, () => {
      const waited = performance.now() - started;
      if (waited >= cacheTime) spent.store += waited;
    });
  }

  const step: Step = (name, run) => {
    last = name;
    const part = watcher?.begin(name);
    if (name === 'signing') return timed('signing', part, run);
    return part ? whenEnded(run, (outcome) => part.end(outcome)) : run();
  };

  function timedStore(store: Store): Store {
    return {
      ...store,
      commit(partition, changes) {
        storeCalls += 1;
        const part = watcher?.begin('store commit');
        return timed('store', part, () => store.commit(partition, changes, part?.traceparent));
      },
      read(partition) {
        storeCalls += 1;
        const part = watcher?.begin('store read');
        return timed('store', part, () => store.read(partition, part?.traceparent));
      },
    };
  }

  return {
    serviceFor(service) {
      const { clients, barriers } = service;
      return {
        ...service,
        store: timedStore(service.store),
        clients: { ...clients, findClient: (id) => awaited(() => clients.findClient(id)) },
        barriers: { ...barriers, hasEnded: (given) => awaited(() => barriers.hasEnded(given)) },
        step,
        note: (fields) => Object.assign(noted, fields),
      };
    },
    fields() {
      // What took no time is left out.
      if (spent.store >= shown) noted.store_milliseconds = tenths(spent.store);
      if (storeCalls > 0) noted.store_calls = storeCalls;
      if (spent.signing >= shown) noted.signing_milliseconds = tenths(spent.signing);
      return noted;
    },
    lastStep: () => last,
  };
}

/** Runs, and tells when it has ended, whether it returns, throws, resolves or rejects: before its caller goes on. */
function whenEnded<T>(run: () => T, ended: (outcome: PartOutcome) => void): T {
  let result: T;
  try {
    result = run();
  } catch (thrown) {
    ended('failed');
    throw thrown;
  }
  if (result instanceof Promise) {
    result.then(
      () => ended('passed'),
      () => ended('failed'),
    );
  } else {
    ended('passed');
  }
  return result;
}

/** Milliseconds with one decimal: a signature takes some tenths. */
export function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
