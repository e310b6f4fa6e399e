import { RULE_LISTS, type RuleList } from './explain.ts';
import type { Match, Score, ScoreAction } from './schema.ts';
import { checkUrl } from './url-policy.ts';

type Rule<List extends RuleList> = NonNullable<Score[List]>[number];

/** How many rules a score has, of all kinds. */
export function ruleCount(score: Score): number {
  return RULE_LISTS.reduce((sum, list) => sum + (score[list]?.length ?? 0), 0);
}

/** What a score would do, as lines to read before it is taken. They hold what others wrote: who prints them makes them safe. */
export function reviewLines(score: Score): string[] {
  return [
    `identifier: ${score.providerIdentifier}`,
    `name: ${score.displayName}`,
    `colour: ${score.color ?? 'none'}`,
    ...severityLines(score),
    ...listLines('indicator', score.indicatorRules, ({ emoji, color }) => emoji ?? `a circle, ${color}`),
    ...listLines('tag', score.tagRules, ({ tag }) => tag),
    ...listLines('dismiss', score.dismissRules, () => 'dismissed on arrival'),
    ...listLines('acknowledge', score.ackRules, () => 'acknowledged on arrival'),
    ...groupingLines(score),
    ...actionLines(score.defaultActions ?? []),
  ];
}

function severityLines(score: Score): string[] {
  const { severityRules, severityDefault = {}, senderSeverityWins = true } = score;
  const { severity = 'info', label } = severityDefault;
  return [
    ...listLines('severity', severityRules, (rule) =>
      [rule.severity, quoted(rule.label), named('title', rule.title), named('subtitle', rule.subtitle)]
        .filter((part) => part !== undefined)
        .join(', '),
    ),
    `level where none fits: ${[severity, quoted(label)].filter((part) => part !== undefined).join(', ')}`,
    `level that the sender names: ${senderSeverityWins ? 'stands, unless it is info' : 'does not stand against the rules'}`,
  ];
}

function groupingLines(score: Score): string[] {
  const { grouping = [], groupingRules = [], groupingWindow = '', restStateOverrides, eventPattern } = score;
  const chain = typeof grouping === 'string' ? [grouping] : grouping;
  const window = groupingWindow === '' ? 'without an end' : `for at most ${groupingWindow}`;
  const runs = eventPattern === 'run-bound' ? ['runs: steps are stacked by their runID'] : [];
  const stacks =
    groupingRules.length > 0
      ? listLines('grouping', groupingRules, groupingText)
      : [
          chain.length === 0
            ? 'grouping: none, every event is a row of its own'
            : `grouping: ${chain.join(', else ')}, ${window}`,
        ];
  return [
    ...runs,
    ...stacks,
    ...listLines('rest state', restStateOverrides, ({ restState, closedCycleSeverity }) =>
      [`rests when ${restState}`, named('when over', closedCycleSeverity)]
        .filter((part) => part !== undefined)
        .join(', '),
    ),
    ...(score.stackTitle === undefined ? [] : [`title of a stack: ${score.stackTitle}`]),
  ];
}

function groupingText({ role, key, window, stackColor }: Rule<'groupingRules'>): string {
  return [role, key, window && `within ${window}`, stackColor && `coloured by ${stackColor}`]
    .filter(Boolean)
    .join(', ');
}

function actionLines(actions: readonly ScoreAction[]): string[] {
  if (actions.length === 0) return ['actions: none'];
  return [
    `actions (${actions.length}):`,
    ...actions.map((action) => {
      const reason = disabledBecause(action);
      return `  ${action.label}: ${triggerText(action)}${reason === undefined ? '' : ` (disabled: ${reason})`}`;
    }),
  ];
}

function triggerText({ trigger }: ScoreAction): string {
  if ('openURL' in trigger) return `opens ${trigger.openURL}`;
  if ('copyToClipboard' in trigger) return `copies ${trigger.copyToClipboard}`;
  return `runs ${trigger.openTerminalWith}`;
}

/** Why an action of an installed score never runs, whatever the event; undefined where it may. */
function disabledBecause({ trigger, _disabled }: ScoreAction): string | undefined {
  if ('openTerminalWith' in trigger) return 'installed scores run no commands';
  if (_disabled) return 'in the file itself';
  if (!('openURL' in trigger) || trigger.openURL.startsWith('${')) return undefined;
  // A number fits wherever a placeholder may stand: in a host, for a port, in a path.
  const checked = checkUrl(trigger.openURL.replace(/\$\{[^}]*\}/g, '1'));
  return 'reason' in checked ? checked.reason : undefined;
}

function listLines<R extends { match: Match }>(
  name: string,
  rules: readonly R[] | undefined,
  says: (rule: R) => string,
): string[] {
  if (!rules || rules.length === 0) return [];
  return [
    `${name} rules (${rules.length}):`,
    ...rules.map((rule) => `  ${matchText(rule.match)} -> ${says(rule)}`),
  ];
}

function matchText(match: Match): string {
  const keys = Object.entries(match);
  if (keys.length === 0) return 'any event';
  return keys.map(([key, value]) => `${key} = ${JSON.stringify(value)}`).join(' and ');
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : JSON.stringify(text);
}

function named(name: string, text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${name} ${JSON.stringify(text)}`;
}
