/** What a notification says of itself, as far as its sender gave it; texts are as they came, not trimmed. */
export interface ProxmoxTexts {
  title?: string;
  message?: string;
  severity?: string;
  type?: string;
  hostname?: string;
  jobId?: string;
  datastore?: string;
}

export type GuestKind = 'qemu' | 'lxc';
export type BackupStatus = 'ok' | 'err' | 'todo';

/** A guest that a notification names; what its text does not tell is left out. */
export interface Guest {
  vmid: string;
  name?: string;
  kind?: GuestKind;
  status?: BackupStatus;
  /** As Proxmox writes it, such as `4m 17s`. */
  time?: string;
  /** As Proxmox writes it, such as `43.2 GiB`. */
  size?: string;
  filename?: string;
  /** Where it ran, in a fencing notification. */
  node?: string;
  /** What the HA manager had it in, in a fencing notification, such as `started`. */
  state?: string;
}

/**
 * What was read from a notification's texts, under the names of the body template's metadata. None of it takes
 * the place of what the sender gave.
 */
export interface Derived {
  NodeName?: string;
  /** Only where the notification is about this guest and no other. */
  VMID?: string;
  GuestKind?: GuestKind;
  GuestName?: string;
  guests?: Guest[];
  TaskType?: string;
  JobID?: string;
  Datastore?: string;
  /** A title for the row, where the template's own is clumsy or there is none. */
  title?: string;
}

/** What a reader of one type of notification gets. */
export interface Reading {
  /** Trimmed, and cut to what a title of Proxmox can be. */
  title: string;
  message: string;
  /** The parts of a title in the form of Proxmox's own template; undefined where a user wrote another. */
  form?: TitleForm | undefined;
  /** Undefined where neither title nor severity says. */
  failed?: boolean | undefined;
  node?: string | undefined;
  jobId?: string | undefined;
  datastore?: string | undefined;
}

export interface TitleForm {
  type: string;
  /** The named groups of the form that matched. */
  parts: Readonly<Record<string, string | undefined>>;
}

type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The object without those of its keys that are undefined. */
export function defined<T extends object>(fields: T): Optional<T> & Required<T> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value;
  return kept as Optional<T> & Required<T>;
}
