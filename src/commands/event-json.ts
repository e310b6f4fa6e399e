import { namedValue } from '../score/named-value.ts';
import { placeholderValue } from '../score/template.ts';
import { FLAG } from '../store/event-table.ts';
import type { ToldEvent } from './event-line.ts';
import { printableJson } from './printable-json.ts';

/** An event as one line of JSON: as it is stored, and as `resolved` what its score makes of it. */
export function eventJson({ event, meaning, flags }: ToldEvent): string {
  const { level, label, source, title, group } = meaning;
  const guests = namedValue(event, 'guests');
  const resolved = {
    level,
    label,
    source,
    stack: group ? group.parts : null,
    title: title ?? event.title,
    vmid: placeholderValue('metadata.VMID', event) ?? null,
    guests: Array.isArray(guests) ? guests : [],
    acked: (flags & FLAG.acked) !== 0,
    dismissed: (flags & FLAG.dismissed) !== 0,
  };
  return printableJson({ ...event, resolved });
}
