// Two months of clean-up, hour by hour: what is due at midnight, and what an hour removes.

const days = 60;

/**
 * Users sign in as they do from the first day on, so that what they leave is due after its life: grants after 90 days. The months
 * that are shown begin then.
 * @param {number} rowsPerDay that become due @param {number} rowsPerHour that clean-up removes
 * @returns the rows that are due at the end of each hour
 */
export function backlogOf(rowsPerDay, rowsPerHour) {
  /** @type {number[]} */
  const backlog = [];
  let due = 0;
  for (let hour = 0; hour < days * 24; hour += 1) {
    // The partitions of a whole day become due at once.
    if (hour % 24 === 0) due += rowsPerDay;
    due = Math.max(0, due - rowsPerHour);
    backlog.push(due);
  }
  return backlog;
}
