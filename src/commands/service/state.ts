import { agentTarget, systemctlOf } from './plan.ts';
import { reasonOf, runCommand } from './run-command.ts';
import type { ServiceKind } from './surroundings.ts';

/** Codes with which systemd tells that it could not set up users, capabilities or namespaces. */
const NOT_GIVEN = new Set(['217', '218', '226']);

/** How the manager of services sees the service. */
export interface ServiceState {
  /** Process that it runs; absent: none. */
  pid?: number;
  /** As the manager says it: `active`, `failed`, `inactive` … */
  active: string;
  /** Of the socket, which may wait for a sender while the service is down; absent for an agent. */
  socket?: string;
  /** Whether it starts by itself: `enabled`, `disabled` …; absent where that is not known. */
  enabled?: string;
  /** It did not come to start: what its unit asks for the system does not give. */
  refused?: true;
  /** Why it could not be asked. */
  trouble?: string;
}

/** Asks systemd or launchd; never throws. */
export function readState(kind: ServiceKind, uid: number): Promise<ServiceState> {
  return kind === 'agent' ? agentState(uid) : unitState(kind);
}

async function unitState(kind: 'user' | 'system'): Promise<ServiceState> {
  const wanted = '--property=Id,ActiveState,UnitFileState,MainPID,ExecMainStatus';
  const { code, stdout, stderr } = await runCommand([
    ...systemctlOf(kind),
    'show',
    wanted,
    'tempo-tui.service',
    'tempo-tui.socket',
  ]);
  if (code !== 0) return { active: 'unknown', trouble: reasonOf({ code, stdout, stderr }) };
  const units = stdout.split(/\n\s*\n/).map(propertiesOf);
  const service = units.find(({ Id }) => Id === 'tempo-tui.service') ?? {};
  const socket = units.find(({ Id }) => Id === 'tempo-tui.socket') ?? {};
  const pid = Number(service.MainPID ?? 0);
  return {
    ...(pid > 0 && { pid }),
    active: service.ActiveState ?? 'unknown',
    ...(NOT_GIVEN.has(service.ExecMainStatus ?? '') && { refused: true }),
    ...(socket.ActiveState && { socket: socket.ActiveState }),
    ...(service.UnitFileState && { enabled: service.UnitFileState }),
  };
}

async function agentState(uid: number): Promise<ServiceState> {
  const { code, stdout } = await runCommand(['launchctl', 'print', agentTarget(uid)]);
  // It ends so for an agent that is not loaded.
  if (code !== 0) return { active: 'inactive' };
  const pid = Number(/^\s*pid = (\d+)$/m.exec(stdout)?.[1] ?? 0);
  return { ...(pid > 0 && { pid }), active: pid > 0 ? 'active' : 'waiting', enabled: 'enabled' };
}

function propertiesOf(block: string): Record<string, string> {
  return Object.fromEntries(
    block.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
