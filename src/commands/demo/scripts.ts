import { guestOf } from './cluster.ts';
import { post, type Sent } from './sent.ts';

/** Guests that are restored to see whether that can be done. */
const RESTORED = [120, 102, 121, 130, 150].map(guestOf);

/** How many steps {@link restoreTest} has. */
export const RESTORE_STEPS = RESTORED.length;

const UPS = {
  battery: ['UPS on battery: 46 min left', 'Warning', 96, 46],
  low: ['UPS battery at 24 %: 9 min left', 'Critical', 24, 9],
  mains: ['UPS back on mains', 'OK', 27, 11],
} as const;

/** What the watch over the power supply says. */
export function power(state: keyof typeof UPS, at: number): Sent {
  const [title, label, charge, minutesLeft] = UPS[state];
  return post('pve-01', at, {
    providerIdentifier: 'scripts.ups',
    title,
    severity: label.toLowerCase(),
    metadata: { script_name: 'ups-watch', category: 'power', label, charge, minutesLeft },
  });
}

/** A certificate of a web site runs out. */
export function certificateExpires(site: string, days: number, at: number): Sent {
  return post('pve-02', at, {
    providerIdentifier: 'scripts.certificates',
    title: `Certificate of ${site} expires in ${days} days`,
    metadata: { script_name: 'cert-check', category: 'tls', label: days < 15 ? 'Warning' : 'OK', site, days },
  });
}

/** A step of a run that restores the newest backup of some guests, one after the other. */
export function restoreTest(run: string, step: number, at: number): Sent {
  const { vmid, name } = RESTORED[step - 1]!;
  return post('pve-05', at, {
    providerIdentifier: 'scripts.restore-test',
    title: `${name} (${vmid}) restored from its newest backup: boots, answers`,
    metadata: {
      script_name: 'restore-test',
      label: 'OK',
      runID: run,
      runTotal: RESTORE_STEPS,
      VMID: String(vmid),
    },
  });
}
