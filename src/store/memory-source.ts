import type { StoredEvent } from '../event.ts';
import type { EventSource } from './event-source.ts';
import { EventTable } from './event-table.ts';
import type { Gap } from './heartbeat.ts';
import type { HistoryObserver } from './history.ts';
import type { LogProblems } from './log-reader.ts';
import type { Marker } from './marker.ts';
import type { Found } from './record-search.ts';
import type { StorageTrouble } from './storage-health.ts';

const NOWHERE = { segment: 0, offset: 0, length: 0 };

export interface MemoryOptions {
  /** Of more events than this the oldest are given up. */
  most?: number;
  lastVisit?: string;
  gaps?: readonly Gap[];
}

/** Events that are in memory alone, and gone with the process. */
export class MemorySource implements EventSource {
  readonly table = new EventTable();
  readonly problems: LogProblems = { damaged: 0, torn: 0, newer: 0, foreign: [] };
  readonly trouble: StorageTrouble = undefined;
  readonly indexed: number | undefined = undefined;
  readonly lastVisit: string | undefined;
  readonly gaps: readonly Gap[];
  /** In the order in which they came. */
  protected readonly bySlot = new Map<number, StoredEvent>();
  protected readonly listeners = new Set<() => void>();
  protected readonly observers = new Set<HistoryObserver>();
  readonly #marker: Marker;
  readonly #most: number;

  /** @param marker what the scores say of an event */
  constructor(marker: Marker, { most = Infinity, lastVisit, gaps = [] }: MemoryOptions = {}) {
    this.#marker = marker;
    this.#most = most;
    this.lastVisit = lastVisit;
    this.gaps = gaps;
  }

  event(slot: number): StoredEvent | undefined {
    return this.bySlot.get(slot);
  }

  *search(slots: readonly number[], needles: readonly string[]): Iterable<Found[]> {
    for (const slot of slots) {
      const event = this.bySlot.get(slot);
      const record = JSON.stringify(event ?? '').toLowerCase();
      if (event && needles.every((needle) => record.includes(needle))) yield [{ slot, event }];
    }
  }

  observe(observer: HistoryObserver): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async flag(slots: readonly number[], flag: number, on: boolean): Promise<void> {
    for (const slot of slots) {
      if (!this.table.holds(slot)) continue;
      for (const observer of this.observers) observer.leaving(slot);
      this.table.setFlag(slot, flag, on);
      for (const observer of this.observers) observer.entered(slot, false);
    }
    this.tell();
  }

  /** Events come just now. */
  arrive(...events: readonly StoredEvent[]): void {
    this.#take(events, true);
  }

  /** Events come that were received before. */
  load(...events: readonly StoredEvent[]): void {
    this.#take(events, false);
  }

  protected enter(slot: number, event: StoredEvent, live: boolean): void {
    this.table.set(slot, event, NOWHERE, this.#marker.mark(event));
    this.bySlot.set(slot, event);
    for (const observer of this.observers) observer.entered(slot, live);
  }

  protected tell(): void {
    for (const listener of this.listeners) listener();
  }

  #take(events: readonly StoredEvent[], live: boolean): void {
    for (const event of events) {
      this.enter(this.table.allocate(), event, live);
      if (this.table.size > this.#most) this.#giveUpOldest();
    }
    this.tell();
  }

  #giveUpOldest(): void {
    for (const [slot, event] of this.bySlot) {
      for (const observer of this.observers) observer.leaving(slot);
      this.bySlot.delete(slot);
      this.table.release(slot, event);
      return;
    }
  }
}
