import type { JournalEntry, JournalStore, Operation, OperationHeader } from "../../lib/operation/model.ts";

/** The journals of one machine, in memory. What goes in and out is copied as a file would. */
export class MemoryJournal implements JournalStore {
  readonly operations = new Map<string, Operation>();
  /** Who works on an operation, or did when it ended. */
  readonly claims = new Map<string, { holder: string; lives: () => boolean }>();

  list(): Promise<Operation[]> {
    return Promise.resolve([...this.operations.values()].map((one) => structuredClone(one)));
  }

  read(id: string): Promise<Operation | undefined> {
    return Promise.resolve(structuredClone(this.operations.get(id)));
  }

  create(header: OperationHeader): Promise<void> {
    if (this.operations.has(header.id)) {
      return Promise.reject(new Error(`There is a journal of ${header.id} already`));
    }
    this.operations.set(header.id, { header: structuredClone(header), entries: [] });
    return Promise.resolve();
  }

  append(id: string, entry: JournalEntry): Promise<void> {
    const operation = this.operations.get(id);
    if (operation === undefined) return Promise.reject(new Error(`There is no journal of ${id}`));
    operation.entries.push(structuredClone(entry));
    return Promise.resolve();
  }

  remove(id: string): Promise<void> {
    this.operations.delete(id);
    return Promise.resolve();
  }
}
