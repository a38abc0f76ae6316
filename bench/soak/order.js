/**
 * The names, each as often as its share says and spread evenly over the list: what a burst of one kind does is another test.
 * @param {readonly (readonly [name: string, share: number])[]} shares whole numbers @returns {readonly string[]}
 */
export function orderOf(shares) {
  const total = shares.reduce((sum, [, share]) => sum + share, 0);
  const credits = shares.map(([name, share]) => ({ name, share, credit: 0 }));
  return Array.from({ length: total }, () => {
    for (const each of credits) each.credit += each.share;
    const next = credits.reduce((most, each) => (each.credit > most.credit ? each : most));
    next.credit -= total;
    return next.name;
  });
}
