import * as z from 'zod';
import { LEVELS, PROVIDER_PATTERN } from '../event.ts';
import { BOUNDS } from './bounds.ts';

/** As a person writes it; `s` beside what Tempo's editor offers. */
export const WINDOW_PATTERN = /^(\d{1,6}[smhdw])?$/;
const TRIGGERS = 'openURL, copyToClipboard, openTerminalWith';

const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour as #RRGGBB');
const template = z.string().min(1).max(BOUNDS.template);
const text = z.string().max(BOUNDS.template);
const window = z
  .string()
  .regex(WINDOW_PATTERN, 'must be a number with s, m, h, d or w (such as 30m), or empty');
const level = z.enum(LEVELS);

const match = z
  .record(
    z.string().max(BOUNDS.key),
    z.union([z.string().max(BOUNDS.pattern), z.number(), z.boolean(), z.null()], {
      error: `must be text of at most ${BOUNDS.pattern} characters, a number, true, false or null`,
    }),
  )
  .refine(
    (keys) => Object.keys(keys).length <= BOUNDS.matchKeys,
    `must have at most ${BOUNDS.matchKeys} keys`,
  )
  .describe(
    'Keys of the metadata with the values they must have; all of them must fit. Values compare as text, without ' +
      'regard to case. * stands for any characters, ? for one; a lone * means "there and not empty". {} fits ' +
      'every event.',
  );

function rules<T extends z.ZodType>(rule: T) {
  return z.array(rule).max(BOUNDS.rules).optional();
}

const severityRule = z.strictObject({
  match,
  severity: level,
  label: text.optional().describe('The word on the badge; may hold ${…}. Without it: the name of the level.'),
  color: color.optional().describe('Colour of the badge.'),
  title: text.optional().describe('Stands in place of the title when every ${…} in it resolves.'),
  subtitle: text.optional().describe('A line under the title; left out unless every ${…} in it resolves.'),
});

const indicatorRule = z.strictObject({
  match,
  emoji: z.string().max(32).optional().describe('Stands before the title.'),
  color: z
    .string()
    .max(32)
    .optional()
    .describe('In old files: the name of a colour or #RRGGBB; becomes the circle emoji closest to it.'),
});

const tagRule = z.strictObject({ match, tag: template.describe('May hold ${…}.') });
const triageRule = z.strictObject({ match });

const groupingRule = z
  .strictObject({
    match,
    role: z
      .enum(['opens', 'closes', 'single', 'repeats', 'continues'])
      .describe(
        'opens, closes and continues: the beginning, the end and the "still so" of an episode. repeats: one of ' +
          'several of the same kind. single: stands alone.',
      ),
    key: template.optional().describe('What the event is about; needed for every role but single.'),
    window: window
      .optional()
      .describe(
        'repeats: how long a stack may last from its first event on. opens: how soon after its end the next episode ' +
          'of the same key belongs to the same stack.',
      ),
    stackColor: z
      .enum(['current-state', 'worst-severity'])
      .optional()
      .describe('By which of its events a stack is coloured: its newest, or its worst.'),
  })
  .refine(({ role, key }) => role === 'single' || key !== undefined, {
    path: ['key'],
    error: 'is missing; only the role single can do without',
  });

const restStateOverride = z.strictObject({
  match,
  restState: z
    .enum(['on', 'off'])
    .describe(
      'off: rests when it is off, so that what closes for others opens for it, and the other way round.',
    ),
  closedCycleSeverity: z
    .enum(['info', 'warning'])
    .optional()
    .describe('warning: an episode that is over still waits to be acknowledged.'),
});

const trigger = z.union(
  [
    z.strictObject({ openURL: template.describe('An address to open; may hold ${…}.') }),
    z.strictObject({ copyToClipboard: template.describe('A text to copy; may hold ${…}.') }),
    z.strictObject({ openTerminalWith: template.describe('A command for a terminal; may hold ${…}.') }),
  ],
  { error: `must have exactly one of ${TRIGGERS}` },
);

const action = z.strictObject({
  label: z.string().min(1).max(BOUNDS.name),
  systemIcon: z.string().min(1).max(BOUNDS.name).describe('Name of an SF Symbol.'),
  trigger,
  _disabled: z.boolean().optional().describe('true: the action is not shown.'),
});

/**
 * Tempo's public score format, all of it. What begins with `_` at the top, and `$schema`, is taken out before this
 * is asked: see `readScore`.
 */
export const scoreSchema = z.strictObject({
  providerIdentifier: z
    .string()
    .regex(PROVIDER_PATTERN, 'must be 1 to 128 letters, digits, dots, dashes or underscores')
    .regex(/^(?!\.)/, 'must not begin with a dot')
    .describe('Whose events these are: its own, and those below it (scripts is for scripts.backup too).'),
  displayName: z.string().min(1).max(BOUNDS.name).describe('Name of the source on the screen.'),
  color: color.optional().describe('Colour of the source.'),
  helper: z
    .strictObject({
      summary: text.optional(),
      platforms: z.array(z.string().max(BOUNDS.name)).max(BOUNDS.fallbacks).optional(),
      url: text.optional(),
    })
    .optional()
    .describe('About a program that makes the events; not used.'),
  eventPattern: z
    .enum(['episodic', 'entity', 'run-bound'])
    .optional()
    .describe('run-bound: events are steps of a run, told apart by metadata.runID.'),
  surface: z
    .enum(['timeline', 'agenda'])
    .optional()
    .describe(
      'Where the events belong; without it alerts belong to the timeline and all else to the agenda.',
    ),
  senderSeverityWins: z
    .boolean()
    .optional()
    .describe(
      'true, as without it: a level the sender names stands, unless it is info. false: the rules decide.',
    ),
  severityDefault: z
    .strictObject({ severity: level.optional(), label: text.optional(), color: color.optional() })
    .optional()
    .describe('For events that no severity rule fits.'),
  severityRules: rules(severityRule).describe('Level and badge; the first that fits.'),
  indicatorRules: rules(indicatorRule).describe('An emoji before the title; the first that fits.'),
  tagRules: rules(tagRule).describe('A tag; the first that fits.'),
  ackRules: rules(triageRule).describe('Events that are acknowledged as they arrive.'),
  dismissRules: rules(triageRule).describe('Events that are dismissed as they arrive.'),
  grouping: z
    .union([template, z.array(template).min(1).max(BOUNDS.fallbacks)], {
      error: 'must be a template or a list of templates',
    })
    .optional()
    .describe('What events are stacked by; of several templates the first whose ${…} all resolve.'),
  groupingWindow: window
    .optional()
    .describe('How long a stack may last from its first event on; empty: for ever.'),
  stackTitle: text.optional().describe('Title of a stack of two or more, resolved with its newest event.'),
  groupingRules: rules(groupingRule).describe('In place of grouping; the first that fits.'),
  restStateOverrides: rules(restStateOverride).describe('What rests when it is off; the first that fits.'),
  defaultActions: z
    .array(action)
    .max(BOUNDS.actions)
    .optional()
    .describe('What can be done with every event.'),
});

export type Score = z.infer<typeof scoreSchema>;
export type Match = z.infer<typeof match>;
export type ScoreAction = z.infer<typeof action>;
export type SeverityRule = z.infer<typeof severityRule>;
export type GroupingRule = z.infer<typeof groupingRule>;
