// The service as one request sees it: the report counts and times its waits for the store.
import type { Awaitable } from '../base/awaitable.ts';
import type { Client } from '../clients/client.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Barriers } from '../grants/barriers.ts';
import type { Change, FoundRow, Snapshot, Store } from '../store/store.ts';
import type { RequestReport } from './request-report.ts';
import type { Service } from './service.ts';

export function reportedService(service: Service, report: RequestReport): Service {
  return {
    ...service,
    store: new ReportedStore(service.store, report),
    clients: new ReportedClients(service.clients, report),
    barriers: new ReportedBarriers(service.barriers, report),
  };
}

class Reported<Part> {
  readonly part: Part;
  readonly report: RequestReport;

  constructor(part: Part, report: RequestReport) {
    this.part = part;
    this.report = report;
  }
}

class ReportedStore extends Reported<Store> implements Store {
  commit(partition: string, changes: readonly Change[]): Promise<'committed' | 'refused'> {
    return this.report.storeCall('store commit', (traceparent) => this.part.commit(partition, changes, traceparent));
  }

  read(partition: string): Promise<Snapshot> {
    return this.report.storeCall('store read', (traceparent) => this.part.read(partition, traceparent));
  }

  list(...given: Parameters<Store['list']>): AsyncIterable<FoundRow> {
    return this.part.list(...given);
  }

  listKind(...given: Parameters<Store['listKind']>): AsyncIterable<FoundRow> {
    return this.part.listKind(...given);
  }

  sweep(...given: Parameters<Store['sweep']>): Promise<number> {
    return this.part.sweep(...given);
  }
}

class ReportedClients extends Reported<ClientRegistry> implements ClientRegistry {
  findClient(id: string): Awaitable<Client | undefined> {
    return this.report.cachedCall(this.part.findClient(id));
  }

  isKnown(id: string): boolean {
    return this.part.isKnown?.(id) ?? false;
  }
}

class ReportedBarriers extends Reported<Barriers> implements Barriers {
  hasEnded(access: Parameters<Barriers['hasEnded']>[0]): Awaitable<boolean> {
    return this.report.cachedCall(this.part.hasEnded(access));
  }

  raise(...given: Parameters<Barriers['raise']>): Promise<void> {
    return this.part.raise(...given);
  }
}
