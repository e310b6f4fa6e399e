import { arch, availableParallelism, cpus, release, type as system, tmpdir, totalmem } from 'node:os';
import { outputOf } from './workshop.ts';

/** What a run was measured on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  node: string;
  kernel: string;
  /** Of the temporary folder, where all data directories are. */
  filesystem: string;
}

/** Looks at this machine. */
export async function thisMachine(): Promise<Machine> {
  const filesystem = await outputOf(['df', '--output=fstype', tmpdir()]).catch(() => 'unknown');
  return {
    cpu: cpus()[0]?.model.trim() ?? arch(),
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    kernel: `${system()} ${release()}`,
    filesystem: filesystem.trim().split('\n').at(-1)!.trim(),
  };
}
