/** A running task's addresses, by network. */
export interface RunningTask {
  /** ID of its service. */
  service: string;
  running: boolean;
  /** Network ID → addresses without their prefix length. */
  addresses: Map<string, string[]>;
}

/** Something that a service still lacks. */
export interface Gap {
  /** Its name; "" where it is not about one service. */
  service: string;
  what: string;
}
