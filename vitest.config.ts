import { defineConfig } from 'vitest/config';

/** They stand others in for modules of the program, which nothing may have loaded before them. */
const WITH_STAND_INS = [
  'test/score/desktop.test.ts',
  'test/commands/doctor/program.test.ts',
  'test/attach/excess.test.ts',
];

/** They flood a receiver that has to answer in time: nothing of ours runs beside them. */
const ALONE = ['test/e2e/attack.test.ts', 'test/e2e/memory.test.ts', 'test/e2e/descriptors.test.ts'];

export default defineConfig({
  // As the build does.
  define: { TEMPO_TUI_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    reporters: ['default', './scripts/reporter.ts'],
    // Longer than any wait within a test, which says what it waited for.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['./test/support/patience.ts'],
    // Most of the time they wait for other processes.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', ...WITH_STAND_INS],
          // To load what they are about anew for each file takes as long as to run them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'program', include: ['test/e2e/**/*.test.ts', ...WITH_STAND_INS], exclude: ALONE },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
