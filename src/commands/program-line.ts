import { basename } from 'node:path';
import { shellWord } from './shell-word.ts';

/** How the timeline was started, with its options, for texts that tell how to start it again. */
export function programLine(
  env: NodeJS.ProcessEnv = process.env,
  argv: readonly string[] = process.argv,
): string {
  const [, script = '', ...options] = argv;
  return [programName(env, script), ...options.map(shellWord)].join(' ');
}

/** The program as it is typed here, without its options. */
export function programAlone(env: NodeJS.ProcessEnv = process.env): string {
  return programLine(env, process.argv.slice(0, 2));
}

function programName(env: NodeJS.ProcessEnv, script: string): string {
  if (env.npm_lifecycle_event === 'start') return 'npm start --';
  return basename(script) === 'tempo-tui' ? 'tempo-tui' : `node ${shellWord(script)}`;
}
