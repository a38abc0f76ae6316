import type { EventName, LogFields } from './log-fields.ts';
import { logLine } from './log-line.ts';

/** Logs an event outside a request to the console, which the Functions host collects. */
export function writeEvent(fields: LogFields & { readonly event: EventName }): void {
  console.error(logLine(fields));
}
