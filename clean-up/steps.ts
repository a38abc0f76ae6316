// Everything that is kept in order once an hour. To add one: write it, and list it here.
import type { LogFields } from '../shared/http/answer.ts';
import type { Service } from '../shared/service.ts';
import { removeExpired } from './expired.ts';

/** Begins where the last run ended, whatever became of that, and ends by itself within a minute or three. */
export interface Step {
  /** The `event` of its log line. */
  readonly event: string;
  /** @returns further members of its log line */
  run(service: Service): Promise<LogFields>;
}

export const steps: readonly Step[] = [{ event: 'clean_up', run: (service) => removeExpired(service) }];
