// Rows as entities of the Table service: PartitionKey, RowKey, expiresAt, and the values under prefixed names.
import { lastDay } from './partition.ts';
import type { FoundRow, Values } from './store.ts';

/** Prevents clashes with the names of the service (PartitionKey, Timestamp, odata.etag). */
const prefix = 'v_';

/** The entity as OData JSON. A number without a type would become an Int32 if it is whole, and a larger one would be refused. */
export function toEntity(partition: string, name: string, values: Values): Readonly<Record<string, unknown>> {
  const day = lastDay(partition);
  const midnight = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
  const entity: Record<string, unknown> = {
    PartitionKey: partition,
    RowKey: name,
    // Information for operators; the Table service removes nothing itself.
    expiresAt: new Date(midnight + 86_400_000),
    'expiresAt@odata.type': 'Edm.DateTime',
  };
  for (const [key, value] of Object.entries(values)) {
    entity[prefix + key] = value;
    if (typeof value === 'number') entity[`${prefix}${key}@odata.type`] = 'Edm.Double';
  }
  return entity;
}

/** @throws Error if the entity does not have the keys and the timestamp of a row */
export function toRow(entity: Readonly<Record<string, unknown>>): FoundRow {
  const { partitionKey, rowKey, timestamp } = entity;
  if (typeof partitionKey !== 'string' || typeof rowKey !== 'string' || typeof timestamp !== 'string') {
    throw new Error('the table service returned a row without its keys or its time');
  }
  const values = Object.entries(entity).flatMap(([key, value]) =>
    key.startsWith(prefix) && isValue(value) ? [[key.slice(prefix.length), value] as const] : [],
  );
  return {
    partition: partitionKey,
    name: rowKey,
    values: Object.fromEntries(values),
    insertedAt: Date.parse(timestamp),
  };
}

function isValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** An OData filter for the rows of that name with those values. Others may pass too, since not every number can be written. */
export function filterFor(name: string, values: Values): string {
  const conditions = Object.entries(values).flatMap(([key, value]) => {
    const text = typeof value === 'number' ? double(value) : literal(value);
    return text === undefined ? [] : [`${prefix}${key} eq ${text}`];
  });
  return [`RowKey eq ${literal(name)}`, ...conditions].join(' and ');
}

export function filterForPartition(partition: string): string {
  return `PartitionKey eq ${literal(partition)}`;
}

/** @param prefix ends in a hyphen, which ASCII has just before the full stop */
export function filterForPrefix(prefix: string): string {
  return `PartitionKey ge ${literal(prefix)} and PartitionKey lt ${literal(`${prefix.slice(0, -1)}.`)}`;
}

/** @param range the first character of a partition key @param day YYYYMMDD */
export function filterForDaysBefore(range: string, day: string): string {
  return `PartitionKey ge ${literal(`${range}-`)} and PartitionKey lt ${literal(`${range}-${day}`)}`;
}

function literal(value: string | boolean): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

/** Undefined for a number with an exponent, which not every table service understands. */
function double(value: number): string | undefined {
  const text = String(value);
  if (!/^-?[\d.]+$/.test(text)) return undefined;
  // Without a point the literal is an integer, which never equals a Double.
  return text.includes('.') ? text : `${text}.0`;
}
