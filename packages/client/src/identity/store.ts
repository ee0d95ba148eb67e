import { createStore, del, get, promisifyRequest, set, update, values as valuesOf } from "idb-keyval";

/** Where this device keeps what it knows of its rooms. Values are structured clones, so keys may be non-extractable. */
export interface Store<T> {
  readonly persistent: boolean;
  get(key: string): Promise<T | undefined>;
  /** Writes in one go: what was put is there for the next page even if this one is torn down right away. */
  put(key: string, value: T): Promise<void>;
  /** Changes one value with no other tab in between; does nothing when there is none. */
  change(key: string, change: (value: T) => T): Promise<void>;
}

/** A {@link Store} that can be looked through. */
export interface Shelf<T> extends Store<T> {
  all(): Promise<readonly T[]>;
  remove(key: string): Promise<void>;
}

/** Keeps values for as long as the page lives: for browsers that refuse storage. */
const memoryStore = <T>(): Shelf<T> => {
  const values = new Map<string, T>();
  return {
    persistent: false,
    get: async (key) => values.get(key),
    all: async () => [...values.values()],
    remove: async (key) => {
      values.delete(key);
    },
    put: async (key, value) => {
      values.set(key, value);
    },
    change: async (key, change) => {
      const value = values.get(key);
      if (value !== undefined) values.set(key, change(value));
    },
  };
};

/**
 * IndexedDB, or memory where the browser refuses it (private windows, blocked storage, no space for keys).
 * `probe` is written and removed to learn that values of its kind can be stored.
 */
export const openStore = async <T>(name: string, probe: T): Promise<Shelf<T>> => {
  try {
    const database = createStore(`onecall-${name}`, name);
    await set("probe", probe, database);
    await del("probe", database);
    return {
      persistent: true,
      get: (key) => get<T>(key, database),
      all: () => valuesOf<T>(database),
      remove: (key) => del(key, database),
      put: (key, value) =>
        database("readwrite", (values) => {
          values.put(value, key);
          // Without it the commit waits for this page's event loop, and leaving the page aborts it (W3C IndexedDB, IDBTransaction.commit).
          values.transaction.commit();
          return promisifyRequest(values.transaction);
        }),
      change: (key, change) =>
        update<T | undefined>(key, (value) => (value === undefined ? undefined : change(value)), database),
    };
  } catch {
    return memoryStore<T>();
  }
};
