import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Ends the run with one line of totals, `N passed, N failed`, that machines read. */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      for (const test of tests) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') count[state] += 1;
        else count.skipped += 1;
      }
      // A file that could not be loaded, or a hook that threw, fails no test of its own.
      const told = tests.some((test) => test.result().state === 'failed');
      if (!module.ok() && !told) count.failed += 1;
    }
    // No test found is no success.
    if (count.passed + count.failed === 0) count.failed = 1;
    if (count.skipped > 0) console.log(`${count.skipped} skipped`);
    process.once('exit', () => process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`));
  }
}
