import * as z from 'zod';
import { actionSchema, LEVELS } from '../event.ts';

const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/, 'must be a colour as #RRGGBB');
const match = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const template = z.string().min(1);

const severityRule = z.strictObject({
  match,
  severity: z.enum(LEVELS),
  label: z.string().optional(),
  color: color.optional(),
});

/** Tempo's public score format, as far as the built-in scores use it. */
export const scoreSchema = z.strictObject({
  _comment: z.string().optional(),
  providerIdentifier: z.string().regex(/^[a-z0-9]+([._-][a-z0-9]+)*$/),
  displayName: z.string().min(1),
  color: color.optional(),
  senderSeverityWins: z.boolean().optional(),
  severityDefault: z
    .strictObject({
      severity: z.enum(LEVELS).optional(),
      label: z.string().optional(),
      color: color.optional(),
    })
    .optional(),
  severityRules: z.array(severityRule).optional(),
  grouping: z.union([template, z.array(template).min(1)]).optional(),
  groupingWindow: z
    .string()
    .regex(/^(\d+[smhdw])?$/, 'must be a number with s, m, h, d or w, or empty')
    .optional(),
  defaultActions: z.array(actionSchema).optional(),
});

export type Score = z.infer<typeof scoreSchema>;
export type Match = z.infer<typeof match>;
