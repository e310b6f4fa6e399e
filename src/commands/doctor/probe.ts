import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../config.ts';
import { listSegments } from '../../store/scan.ts';
import { trustIn } from '../certificate-in-force.ts';
import { Journal } from '../journal.ts';
import { type RunningService, startService } from '../start-service.ts';
import { type Check, warning } from './check.ts';
import type { OwnCommand } from './own-command.ts';
import { judgeProbe, type ProbeOutcome } from './probe-outcome.ts';
import type { ProbePlan } from './probe-plan.ts';
import { sendProbe } from './send-probe.ts';

/** Sends an event through the HTTP door and looks for it in the store. */
export async function checkProbe(
  settings: Settings,
  plan: ProbePlan,
  command: OwnCommand,
  stop: AbortSignal,
): Promise<Check> {
  switch (plan.way) {
    case 'none':
      return warning('probe', `not tried: ${plan.why}`, 'see to that first');
    case 'running':
      return judgeProbe(await sendProbe(settings.dataDir, plan, stop), 'by the tempo-tui that runs', command);
    case 'own':
      return probeByOwn(settings, command, stop);
  }
}

/**
 * Where no event was ever kept, a folder of doctor's own serves and goes again: the first start is to be the first, with
 * all that it shows.
 */
async function probeByOwn(settings: Settings, command: OwnCommand, stop: AbortSignal): Promise<Check> {
  const by = 'doctor ran the receiver for it, as no tempo-tui runs';
  if ((await listSegments(settings.dataDir)).segments.length > 0)
    return judgeProbe(await sendByOwn(settings, stop), by, command);
  const dataDir = await mkdtemp(join(tmpdir(), 'tempo-tui-doctor-'));
  try {
    const outcome = await sendByOwn({ ...settings, dataDir }, stop);
    return judgeProbe(outcome, `${by}, in a folder that is gone again, as there are no events yet`, command);
  } finally {
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function sendByOwn(settings: Settings, stop: AbortSignal): Promise<ProbeOutcome> {
  let service: RunningService;
  try {
    service = await startService(settings, { journal: new Journal(), kind: 'serve' });
  } catch (error) {
    return { kind: 'no receiver', why: (error as Error).message.replace(/\.$/, '') };
  }
  try {
    // A long history is read before the next version of an event can be stored; Proxmox is not kept waiting here.
    await Promise.race([service.store.index(), stop.aborted ? undefined : once(stop, 'abort')]);
    if (stop.aborted) return { kind: 'stopped' };
    return await sendProbe(
      settings.dataDir,
      { url: service.endpoint, trust: trustIn(service.secured?.inForce.certificate) },
      stop,
    );
  } finally {
    await service.close();
  }
}
