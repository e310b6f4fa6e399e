import { join } from 'node:path';
import * as z from 'zod';
import { settingsFile } from '../store/settings-file.ts';
import type { TimelineServices } from '../ui/services.ts';

const schema = z.strictObject({ version: z.literal(1), origins: z.array(z.string()) });

/** The web addresses the user has agreed to open, kept with the data. */
export async function openOrigins(dataDir: string): Promise<TimelineServices['origins']> {
  const file = settingsFile(join(dataDir, 'origins.json'), schema, () => ({
    version: 1 as const,
    origins: [],
  }));
  const known = new Set((await file.read()).origins);
  return {
    knows: (origin) => known.has(origin),
    remember: async (origin) => {
      known.add(origin);
      await file.update(({ origins }) => {
        if (!origins.includes(origin)) origins.push(origin);
      });
    },
  };
}
