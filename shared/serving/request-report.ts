// The report of one request: its steps, the members of its log line, and the time spent on the store and on signing.
import type { LogFields } from '../log/log-fields.ts';
import type { Report } from '../log/reporting.ts';
import type { StepName } from '../log/steps.ts';
import type { Store } from '../store/store.ts';
import type { ObservedPart, ObservedRequest, PartOutcome } from '../telemetry/request-observer.ts';
import type { Service } from './service.ts';

/** A shorter wait was answered by a cache and does not count as time of the store. */
const maxCacheHitMs = 1;

/** The log line omits shorter durations. */
const minShownMs = 0.05;

export interface RequestReport extends Report {
  /** Wraps the service for this request, so that its calls to the store are counted and timed. */
  serviceFor(service: Service): Service;
  /** Ends the last step: as `failed` when the request was refused or met a fault. */
  end(outcome: PartOutcome): void;
  /** The members noted so far, with durations in milliseconds. */
  fields(): LogFields;
  lastStep(): StepName | undefined;
}

export function openReport(observed: ObservedRequest | undefined): RequestReport {
  const noted: { -readonly [Field in keyof LogFields]: LogFields[Field] } = {};
  const spentMs = { store: 0, signing: 0 };
  let storeCalls = 0;
  let current: { readonly name: StepName; readonly part: ObservedPart | undefined } | undefined;
  let signingSince = 0;

  function endStep(outcome: PartOutcome): void {
    current?.part?.end(outcome);
    if (current?.name === 'signing') spentMs.signing += performance.now() - signingSince;
  }

  function timeStoreCall<T>(part: ObservedPart | undefined, run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    return whenEnded(run(), (outcome) => {
      spentMs.store += performance.now() - started;
      part?.end(outcome);
    });
  }

  /** Registry and barriers cache what they read, so only some requests wait for the store. */
  function timeWait<T>(run: () => Promise<T>): Promise<T> {
    const started = performance.now();
    return whenEnded(run(), () => {
      const waited = performance.now() - started;
      if (waited >= maxCacheHitMs) spentMs.store += waited;
    });
  }

  function wrapStore(store: Store): Store {
    return {
      ...store,
      commit(partition, changes) {
        storeCalls += 1;
        const part = observed?.begin('store commit');
        return timeStoreCall(part, () => store.commit(partition, changes, part?.traceparent));
      },
      read(partition) {
        storeCalls += 1;
        const part = observed?.begin('store read');
        return timeStoreCall(part, () => store.read(partition, part?.traceparent));
      },
    };
  }

  return {
    step(name) {
      endStep('passed');
      current = { name, part: observed?.begin(name) };
      if (name === 'signing') signingSince = performance.now();
    },
    note(fields) {
      Object.assign(noted, fields);
    },
    serviceFor(service) {
      const { clients, barriers } = service;
      return {
        ...service,
        store: wrapStore(service.store),
        clients: { ...clients, findClient: (id) => timeWait(() => clients.findClient(id)) },
        barriers: { ...barriers, hasEnded: (access) => timeWait(() => barriers.hasEnded(access)) },
      };
    },
    end(outcome) {
      endStep(outcome);
    },
    fields() {
      if (spentMs.store >= minShownMs) noted.store_milliseconds = roundToTenths(spentMs.store);
      if (storeCalls > 0) noted.store_calls = storeCalls;
      if (spentMs.signing >= minShownMs) noted.signing_milliseconds = roundToTenths(spentMs.signing);
      return noted;
    },
    lastStep: () => current?.name,
  };
}

/** Calls `ended` as soon as the promise settles, before the awaiting caller continues. */
function whenEnded<T>(running: Promise<T>, ended: (outcome: PartOutcome) => void): Promise<T> {
  running.then(
    () => ended('passed'),
    () => ended('failed'),
  );
  return running;
}

/** Rounds to one decimal: a signature takes some tenths of a millisecond. */
export function roundToTenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
