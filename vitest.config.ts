import { defineConfig } from 'vitest/config';

export default defineConfig({
  // As the build does.
  define: { TEMPO_TUI_VERSION: JSON.stringify('0.0.0-test') },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    reporters: ['default', './scripts/reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
