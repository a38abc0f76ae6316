/**
 * Says how long a run takes, and how far it is. Beside Vitest's own reporter, which has a line for each file.
 * @param {number} minutes of a whole run
 * @returns {import('vitest/node').Reporter}
 */
export function progressReporter(minutes) {
  let total = 0;
  let done = 0;
  return {
    onTestRunStart(files) {
      total = files.length;
      done = 0;
      console.log(
        `${total} test files. All of them take about ${minutes} minutes on two quiet cores, several times that on a busy machine.`,
      );
    },
    onTestModuleEnd() {
      done += 1;
      if (done % 10 === 0) console.log(`   ${done} of ${total} files`);
    },
  };
}
