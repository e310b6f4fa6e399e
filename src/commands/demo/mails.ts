import { fqdn } from './cluster.ts';
import { notify, type Sent } from './sent.ts';
import { localTime } from './writing.ts';

/** Mail to root is forwarded with its subject and text, and without a severity. */
function mail(host: string, at: number, title: string, message: string): Sent {
  const fields = { type: 'system-mail', hostname: host };
  return notify(host, at, { title, severity: 'unknown', fields, message });
}

/** smartd saw a disk get worse. */
export function diskErrors(node: string, at: number, errors: number): Sent {
  return mail(
    node,
    at,
    `SMART error (ErrorCount) detected on host: ${node}`,
    `smartd on ${fqdn(node)} has logged an error:

Device: /dev/sdc [SAT], ATA error count increased from ${errors - 3} to ${errors}

Device info:
ST8000VN004-3CP101, S/N:WRQ0DEMO, WWN:5-000c50-0e0000000, FW:SC60, 8.00 TB

More about it is in the journal of the host.
`,
  );
}

/** The event daemon of ZFS tells that a scrub is over. */
export function scrubFinished(node: string, at: number, hours: number): Sent {
  const from = localTime(at - hours * 3_600_000);
  return mail(
    node,
    at,
    `ZFS scrub_finish event for rpool on ${node}`,
    `ZFS has finished a scrub:

   eid: 214
 class: scrub_finish
  host: ${node}
  time: ${localTime(at)}
  pool: rpool
 state: ONLINE
  scan: scrub repaired 0B with 0 errors, begun ${from}
config:

	NAME                      STATE     READ WRITE CKSUM
	rpool                     ONLINE       0     0     0
	  mirror-0                ONLINE       0     0     0
	    nvme-SAMSUNG_DEMO-1   ONLINE       0     0     0
	    nvme-SAMSUNG_DEMO-2   ONLINE       0     0     0

errors: No known data errors
`,
  );
}

/** What a cron job printed. */
export function cronMail(node: string, at: number): Sent {
  return mail(
    node,
    at,
    `Cron <root@${node}> /usr/local/sbin/trim-guests`,
    `trimmed 18 of 19 guests
151 win11-build: guest agent does not answer, left out
`,
  );
}
