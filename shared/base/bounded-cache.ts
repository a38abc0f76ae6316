import { LRUCache } from 'lru-cache';

/** Keeps the entries that were used last. Grows as it fills: with `max`, lru-cache would allocate for all of them at the start. */
export function boundedCache<Key extends {}, Value extends {}>(maxEntries: number): LRUCache<Key, Value> {
  return new LRUCache<Key, Value>({ maxSize: maxEntries, sizeCalculation: () => 1 });
}
