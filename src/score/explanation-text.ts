import { type Choice, type Explanation, RULE_LISTS, type RuleList } from './explain.ts';
import { pathText } from './problems.ts';

const LIST_NAMES: Record<RuleList, string> = {
  severityRules: 'severity',
  indicatorRules: 'indicator',
  tagRules: 'tag',
  dismissRules: 'dismiss',
  ackRules: 'acknowledge',
  groupingRules: 'grouping',
  restStateOverrides: 'rest state',
};

/** An explanation as lines to read. They hold what senders wrote: who prints them makes them safe. */
export function explanationLines(explanation: Explanation): string[] {
  const { tried, score, choices } = explanation;
  return [
    score ? `score: ${score.identifier} (${score.name})` : 'score: none',
    `looked up: ${tried.join(', ')}${score ? '' : ': none of them has one'}`,
    ...meaningLines(explanation),
    ...RULE_LISTS.flatMap((list) => choiceLines(list, choices[list])),
    ...stackLines(explanation),
    ...actionLines(explanation),
  ];
}

function meaningLines({ meaning, sender, choices }: Explanation): string[] {
  const { level, label, badgeColor, title, subtitle, indicator, tag, surface, triage, run } = meaning;
  const rule = choices.severityRules.rule;
  const from = sender?.stands
    ? 'named by the sender'
    : rule === undefined
      ? 'by default'
      : `by ${pathText(['severityRules', rule])}`;
  const more: [string, string | undefined][] = [
    ['badge colour', badgeColor],
    ['title', title],
    ['subtitle', subtitle],
    ['indicator', indicator],
    ['tag', tag],
    ['on arrival', triage],
    [
      'run',
      run && [run.id, run.status ?? 'running', ...(run.total ? [`of ${run.total} steps`] : [])].join(', '),
    ],
  ];
  return [
    `level: ${level}, ${from}`,
    ...(sender && !sender.stands
      ? [`the sender says ${sender.level}, which does not stand against the rules`]
      : []),
    `badge: ${label}`,
    ...more.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`])),
    `surface: ${surface}`,
  ];
}

function choiceLines(list: RuleList, { rule, misses }: Choice): string[] {
  if (rule === undefined && misses.length === 0) return [];
  const found = rule === undefined ? 'no rule fits' : `${pathText([list, rule])} fits`;
  return [
    `${LIST_NAMES[list]}: ${found}`,
    ...misses.map(({ rule: missed, key, wanted, found: text }) => {
      const has = text === undefined ? 'the event has no such key' : `found ${JSON.stringify(cut(text))}`;
      return `  ${pathText([list, missed])}: ${pathText([key])} should be ${JSON.stringify(wanted)}, ${has}`;
    }),
  ];
}

function stackLines({ meaning: { group, stackTitle }, unresolved }: Explanation): string[] {
  const lines = unresolved.map(({ template, missing }) => `  ${template}: the event has no ${missing}`);
  if (!group) return ['stack: none, it stands alone', ...lines];
  const { subject, role, mode, windowMs, header, closedSeverity } = group;
  const window = Number.isFinite(windowMs) ? `${windowMs / 1000} s` : 'no limit';
  return [
    `stack: ${subject}`,
    ...lines,
    `  role ${role}, ${mode === 'window' ? 'lasts at most' : 'the next cycle joins within'} ${window}, ` +
      `coloured by its ${header === 'worst' ? 'worst' : 'newest'}${closedSeverity ? `, over: ${closedSeverity}` : ''}`,
    ...(stackTitle === undefined ? [] : [`  title ${stackTitle}`]),
  ];
}

function actionLines({ actions }: Explanation): string[] {
  const verbs = { open: 'opens', copy: 'copies', terminal: 'runs' } as const;
  return [
    actions.length === 0 ? 'actions: none' : 'actions:',
    ...actions.map(({ label, kind, text, disabled }) =>
      disabled === undefined
        ? `  ${label}: ${verbs[kind]} ${cut(text)}`
        : `  ${label}: not now, ${disabled}${text === '' ? '' : ` (${cut(text)})`}`,
    ),
  ];
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
