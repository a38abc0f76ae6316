/**
 * How many times as much of the processor a job takes when it is eight times as large: some eight where it grows with its
 * length, 64 where with the square. Of the processor, and against itself: it is the same on a machine that is busy or slow.
 */
export function growth(work: (size: number) => void, size: number): number {
  work(size);
  return (
    cost(() => work(8 * size)) /
    Math.max(
      cost(() => work(size)),
      1_000,
    )
  );
}

/** Microseconds of processor time: the minimum of three runs. */
function cost(work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const started = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(started);
    return user + system;
  });
  return Math.min(...times);
}
