import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { dataDirOfAgent, launchAgent } from '../../../src/commands/service/launch-agent.ts';
import { describeWithTools } from '../../e2e/tools.ts';

const FACTS = {
  command: [
    '/usr/local/bin/node',
    '/opt/a & b/cli.js',
    'serve',
    '--data-dir',
    '/Users/al <ice>/data & "more"',
  ],
  logFile: '/Users/alice/Library/Logs/tempo-tui.log',
  env: { XDG_CONFIG_HOME: '/Users/alice/<config>' },
};

describe('launchAgent', () => {
  it('tells where its data is', () => {
    expect(dataDirOfAgent(launchAgent(FACTS))).toBe('/Users/al <ice>/data & "more"');
  });

  it('takes no control characters', () => {
    expect(() => launchAgent({ ...FACTS, command: ['a\u0000b'] })).toThrow('control characters');
  });
});

describeWithTools(['python3'], 'the agent as a reader of property lists sees it', () => {
  it('says what was meant', () => {
    const read = 'import json,plistlib,sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
    const told = execFileSync('python3', ['-c', read], { input: launchAgent(FACTS), encoding: 'utf8' });
    expect(JSON.parse(told)).toEqual({
      Label: 'tempo-tui',
      ProgramArguments: FACTS.command,
      EnvironmentVariables: FACTS.env,
      RunAtLoad: true,
      KeepAlive: true,
      ProcessType: 'Background',
      Umask: 0o077,
      StandardOutPath: FACTS.logFile,
      StandardErrorPath: FACTS.logFile,
    });
  });
});
