import { basename } from 'node:path';

/** How this program was started, for texts that tell how to start it again. */
export function programName(env: NodeJS.ProcessEnv = process.env, script = process.argv[1] ?? ''): string {
  if (env.npm_lifecycle_event === 'start') return 'npm start --';
  return basename(script) === 'tempo-tui' ? 'tempo-tui' : `node ${script}`;
}
