import type { EventName, LogFields } from './log-fields.ts';
import { logLine } from './log-line.ts';

/** A line of its own, for what happens outside a request: there is no logger of the host's, and it takes the console's lines. */
export function writeEvent(fields: LogFields & { readonly event: EventName }): void {
  console.error(logLine(fields));
}
