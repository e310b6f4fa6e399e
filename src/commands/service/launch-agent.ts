import { UsageError } from '../../config.ts';
import { safeText } from '../../safe-text.ts';
import { OURS } from './systemd-units.ts';

/** Name of the agent for launchd. */
export const AGENT = 'tempo-tui';

export interface AgentFacts {
  command: readonly string[];
  /** File that gets what the service says. */
  logFile: string;
  env: Readonly<Record<string, string>>;
}

/** A property list that keeps the receiver running while its user is logged in. */
export function launchAgent({ command, logFile, env }: AgentFacts): string {
  const variables = Object.entries(env).flatMap(([name, value]) => [
    `    ${key(name)}`,
    `    ${text(value)}`,
  ]);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<!-- ${OURS} and makes it anew. -->`,
    '<plist version="1.0">',
    '<dict>',
    `  ${key('Label')}`,
    `  ${text(AGENT)}`,
    `  ${key('ProgramArguments')}`,
    '  <array>',
    ...command.map((each) => `    ${text(each)}`),
    '  </array>',
    ...(variables.length === 0
      ? []
      : [`  ${key('EnvironmentVariables')}`, '  <dict>', ...variables, '  </dict>']),
    `  ${key('RunAtLoad')}`,
    '  <true/>',
    `  ${key('KeepAlive')}`,
    '  <true/>',
    `  ${key('ProcessType')}`,
    '  <string>Background</string>',
    `  ${key('Umask')}`,
    `  <integer>${0o077}</integer>`,
    `  ${key('StandardOutPath')}`,
    `  ${text(logFile)}`,
    `  ${key('StandardErrorPath')}`,
    `  ${text(logFile)}`,
    '</dict>',
    '</plist>',
  ].join('\n')}\n`;
}

/** The data folder that an agent of ours is about; undefined where it does not say. */
export function dataDirOfAgent(plist: string): string | undefined {
  const written = /<string>--data-dir<\/string>\s*<string>([^<]*)<\/string>/.exec(plist)?.[1];
  return written?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function key(name: string): string {
  return `<key>${escaped(name)}</key>`;
}

function text(value: string): string {
  return `<string>${escaped(value)}</string>`;
}

function escaped(value: string): string {
  if (/\p{Cc}/u.test(value))
    throw new UsageError(
      `${JSON.stringify(safeText(value))} has control characters in it: a plist takes none.`,
    );
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
