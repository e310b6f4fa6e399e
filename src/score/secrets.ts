/** What is ours, and the tokens of others: none of it is the business of a program that we start. */
const SECRET = /^TEMPO_|TOKEN$/;

/** An environment for a program that we start. */
export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name)));
}

/** Takes the secrets out of an environment that programs inherit which others than we start. */
export function forgetSecrets(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (SECRET.test(name)) delete env[name];
}
