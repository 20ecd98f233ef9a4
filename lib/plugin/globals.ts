/** docker's global flags as they stood before the plugin's name. Only what was written is set. */
export interface Globals {
  config?: string;
  context?: string;
  host?: string;
  debug: boolean;
  logLevel: string;
  tls?: boolean;
  tlsverify?: boolean;
  tlscacert?: string;
  tlscert?: string;
  tlskey?: string;
  /** The same flags as words, to hand on to docker itself. */
  words: string[];
}
