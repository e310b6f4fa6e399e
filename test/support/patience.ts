import { vi } from 'vitest';

/** What is waited for may take so long where the machine has much to do, in milliseconds; vitest's own is a second. */
const PATIENCE_MS = 10_000;

const waitFor = vi.waitFor;
vi.waitFor = (attempt, options) =>
  waitFor(
    attempt,
    typeof options === 'number' ? options : { ...options, timeout: options?.timeout ?? PATIENCE_MS },
  );
