const KEPT = 500;

/** What the program did or came upon. */
export interface JournalEntry {
  /** Milliseconds since the epoch. */
  time: number;
  /** `bad`: something that should not be. */
  kind: 'good' | 'bad';
  text: string;
}

/** The last things the program did or came upon, for the people who look after it. No token is ever in it. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();

  /** The last 500, oldest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  note(text: string): void {
    this.#add({ time: Date.now(), kind: 'good', text });
  }

  warn(text: string): void {
    this.#add({ time: Date.now(), kind: 'bad', text });
  }

  subscribe(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    for (const listener of this.#listeners) listener(entry);
  }
}
