import { unitWord } from './unit-word.ts';

/** What a unit has to leave open for the program to run. */
export interface Needs {
  /** Folder that it writes; absent where systemd makes one for it. */
  writes?: string;
  /** Everything it reads besides: node, the program, the config file, those for HTTPS. */
  reads: readonly string[];
}

/** What any manager can do. */
const ALWAYS = [
  'NoNewPrivileges=yes',
  'UMask=0077',
  'KeyringMode=private',
  'LockPersonality=yes',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  '# Netlink is how the addresses of this machine are asked for.',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  'SystemCallArchitectures=native',
  '# V8 keeps its compiled code by memory protection keys. What a later Node tries in vain, it can do without.',
  'SystemCallFilter=@system-service @pkey',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
  '# No MemoryDenyWriteExecute: V8 compiles JavaScript to machine code and ends where it may not.',
];

/** Needs root, or a namespace in which the manager is root. */
const WITHOUT_CAPABILITIES = ['CapabilityBoundingSet=', 'AmbientCapabilities='];

const IN_NAMESPACES = [
  'PrivateUsers=yes',
  'PrivateDevices=yes',
  'ProtectSystem=strict',
  'ProtectProc=invisible',
  'ProcSubset=pid',
  'ProtectClock=yes',
  'ProtectControlGroups=yes',
  'ProtectHostname=yes',
  'ProtectKernelLogs=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelTunables=yes',
];

/**
 * The part of a unit that shuts the service in.
 *
 * @param namespaces whether the manager may make them: where it may not, a service that asks for one does not start
 */
export function hardeningLines(needs: Needs, kind: 'user' | 'system', namespaces: boolean): string[] {
  return [
    ...ALWAYS,
    ...(kind === 'system' || namespaces ? WITHOUT_CAPABILITIES : []),
    ...(namespaces
      ? [...IN_NAMESPACES, ...pathLines(needs, kind)]
      : ['# What needs a namespace is left out: the service may make none here, and would not start.']),
  ];
}

function pathLines({ writes, reads }: Needs, kind: 'user' | 'system'): string[] {
  const paths = writes === undefined ? reads : [writes, ...reads];
  const inTmp = paths.some((path) => /^\/(var\/)?tmp\//.test(path));
  const inHome = paths.some((path) => /^\/(home|root|run\/user)\//.test(path));
  return [
    inTmp ? '# No PrivateTmp: the service uses what lies there.' : 'PrivateTmp=yes',
    kind === 'user' || inHome ? 'ProtectHome=read-only' : 'ProtectHome=yes',
    ...(kind === 'user' ? ['InaccessiblePaths=-%h/.ssh -%h/.gnupg'] : []),
    ...(writes === undefined ? [] : [`ReadWritePaths=${unitWord(writes)}`]),
  ];
}
