import { describe } from 'vitest';
import { hasTool } from '../../scripts/faults/rig.ts';

/**
 * Tests that need programs which are not of this repository. Where one is missing they are skipped, and their name says so;
 * in the check of the repository a missing one is a failure.
 */
export function describeWithTools(tools: readonly string[], name: string, tests: () => void): void {
  const missing = process.env.TEMPO_TUI_CI ? [] : tools.filter((tool) => !hasTool(tool));
  if (missing.length === 0) describe(name, tests);
  else describe.skipIf(true)(`${name} (skipped: ${missing.join(', ')} not installed)`, tests);
}
