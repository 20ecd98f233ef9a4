/** Bytes in both directions between this program and an engine, whatever carries them. */
export interface ByteStream {
  /** Puts what has arrived into the buffer and gives its length; null at the end. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Sends all of the bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the stream. A pending read or write ends, too. */
  close(): void;
  /** Only where a process carries the bytes: the end of what it wrote to standard error. Waits a moment for the process to end. */
  said?(): Promise<string>;
}

/** A way to an engine: opens byte streams and holds what has to be known to speak HTTP over them. */
export interface Dialer {
  dial(): Promise<ByteStream>;
  /** Value of the Host header. */
  host: string;
  /** What every request target starts with: empty, `/pre/fix`, or the engine's URL where a proxy passes requests on. */
  targetPrefix: string;
  /** The HTTP proxy that carries the connection, without its password, for messages. */
  proxy?: string;
  /** Headers for a proxy. */
  headers?: Record<string, string>;
  /** The engine runs on this machine. */
  local: boolean;
  /** Each stream costs a process, and perhaps a login: calls share one. */
  costly: boolean;
}
