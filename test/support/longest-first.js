import { BaseSequencer } from 'vitest/node';

/**
 * Starts with the files that take longest, so that none runs alone at the end. Vitest goes by their size where it has no
 * durations from a run before, and the longest are small: they draw cases, or wait for processes.
 * @param {readonly RegExp[]} long the paths of such files
 */
export function longestFirst(long) {
  return class extends BaseSequencer {
    /** @override @param {import('vitest/node').TestSpecification[]} specifications */
    async sort(specifications) {
      const sorted = await super.sort(specifications);
      const rank = (/** @type {import('vitest/node').TestSpecification} */ { moduleId, project }) =>
        project.config.isolate || long.some((path) => path.test(moduleId)) ? 0 : 1;
      const bySize = sorted.toSorted((a, b) => rank(a) - rank(b));
      // A worker that is shared goes on with the next file only if that one shares it too.
      return bySize.toSorted((a, b) => Number(b.project.config.isolate) - Number(a.project.config.isolate));
    }
  };
}
