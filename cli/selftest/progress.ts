// What is going on, on stderr: one line that changes on a terminal, else a line for each group.
import { printable, remark } from '../terminal/output.ts';
import type { Case } from './case.ts';

export interface Progress {
  show(next: Case, index: number): void;
  end(): void;
}

export function openProgress(total: number): Progress {
  const { isTTY, columns = 80 } = process.stderr;
  let group: string | undefined;
  return {
    show(next, index) {
      if (isTTY) {
        const text = printable(`${index + 1}/${total} ${next.group}: ${next.name}`).slice(0, columns - 1);
        process.stderr.write(`\r\u001b[K${text}`);
      } else if (next.group !== group) {
        remark(`${index + 1}/${total} ${next.group}`);
      }
      group = next.group;
    },
    end() {
      if (isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}
