import type * as z from 'zod';

/** Something that is wrong with a score. */
export interface Problem {
  /** Where, such as `severityRules[3].match.status`; {@link TOP} for the file as a whole. */
  path: string;
  /** What, as the end of a sentence that the path begins. */
  reason: string;
}

/** What the whole of a score is called in a problem. */
export const TOP = 'top level';

type Issue = z.core.$ZodIssue;
type Step = PropertyKey;

const TYPES: Record<string, string> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
};

/** Says in plain words what a schema found. */
export function problemsOf(issues: readonly Issue[], within: readonly Step[] = []): Problem[] {
  return issues.flatMap((issue) => problemsOfIssue(issue, [...within, ...issue.path]));
}

/** A place in JSON as people write it. */
export function pathText(path: readonly Step[]): string {
  if (path.length === 0) return TOP;
  return path
    .map((step, at) => {
      if (typeof step === 'number') return `[${step}]`;
      const key = String(step);
      if (!/^[\w$-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join('');
}

function problemsOfIssue(issue: Issue, path: readonly Step[]): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pathText([...path, key]),
      reason: 'is not a field of the score format here',
    }));
  }
  if (issue.code === 'invalid_union') {
    const meant = branchMeant(issue);
    if (meant) return problemsOf(meant, path);
  }
  return [{ path: pathText(path), reason: reasonOf(issue) }];
}

/** The alternative that somebody had in mind: the only one that the value fits as far as its outermost form goes. */
function branchMeant({ errors }: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  const likely = errors.filter(
    (branch) => !branch.some(({ path, code }) => path.length === 0 && code !== 'too_small'),
  );
  return likely.length === 1 && likely[0]!.length > 0 ? likely[0] : undefined;
}

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : (TYPES[issue.expected] ?? 'is of the wrong kind');
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.minimum === 1 ? 'must not be empty' : `must be at least ${issue.minimum}`;
    case 'too_big':
      return `must have at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'entries'}`;
    case 'invalid_key':
      return reasonOf(issue.issues[0]!);
    case 'invalid_format':
    case 'invalid_union':
    case 'custom':
      return issue.message;
    default:
      return 'breaks the rules of the score format';
  }
}
