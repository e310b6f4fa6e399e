import { BOUNDS } from './bounds.ts';
import { findJsonError } from './json-error.ts';
import { type Problem, pathText, problemsOf, TOP } from './problems.ts';
import { type Score, scoreSchema } from './schema.ts';

/** A score, or everything that is wrong with what should have been one. */
export type ReadScore = { score: Score } | { problems: readonly Problem[] };

/** A key that JavaScript takes for itself: in a rule it would silently be lost, and the rule fit everything. */
const UNSAFE_KEY = '__proto__';

/** Reads the text of a score file. */
export function parseScore(text: string): ReadScore {
  if (text.trim() === '') return wrong(TOP, 'is empty');
  try {
    return readScore(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column, reason } = findJsonError(text);
    return wrong(`line ${line}, column ${column}`, reason);
  }
}

/** Checks what was read as JSON, and takes out what is there for authors and other programs alone. */
export function readScore(json: unknown): ReadScore {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return wrong(TOP, 'must be an object');
  const shape = shapeProblem(json, []);
  if (shape) return { problems: [shape] };
  const used = Object.fromEntries(
    Object.entries(json).filter(([key]) => !key.startsWith('_') && key !== '$schema'),
  );
  const parsed = scoreSchema.safeParse(used, { reportInput: true });
  if (parsed.success) return { score: parsed.data };
  return { problems: capped(problemsOf(parsed.error.issues)) };
}

/**
 * How long the text of a score is that was told, and not read from a file, in bytes; Infinity where it is nested so
 * deeply that it is none.
 */
export function lengthOfScore(json: unknown): number {
  return shapeProblem(json, []) ? Number.POSITIVE_INFINITY : Buffer.byteLength(JSON.stringify(json) ?? '');
}

/** What would make looking at the rest unsafe; recursive, but no deeper than the bound. */
function shapeProblem(value: unknown, path: readonly (string | number)[]): Problem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= BOUNDS.depth) return { path: pathText(path), reason: 'is nested too deeply' };
  for (const [key, child] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === UNSAFE_KEY) return { path: pathText(place), reason: 'cannot be used as a key' };
    const problem = shapeProblem(child, place);
    if (problem) return problem;
  }
  return undefined;
}

function capped(problems: readonly Problem[]): readonly Problem[] {
  const more = problems.length - BOUNDS.problems;
  if (more <= 0) return problems;
  return [...problems.slice(0, BOUNDS.problems), { path: TOP, reason: `has ${more} more problems` }];
}

function wrong(path: string, reason: string): ReadScore {
  return { problems: [{ path, reason }] };
}
