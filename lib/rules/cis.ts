/** How an item of the CIS Docker Benchmark came out. "unknown" is never to be read as "pass". */
export type CisResult = "pass" | "fail" | "unknown";

/** One item of section 7 (Docker Swarm configuration). */
export interface CisItem {
  /** Number in the benchmark, such as "7.3". */
  item: string;
  title: string;
  /** Codes of the rules that answer it; empty where none can. */
  rules: string[];
  result: CisResult;
  /** What was found, or why it cannot be told from here; one sentence. */
  note: string;
}

/** The benchmark's section 7 as answered by this run. */
export interface CisReport {
  /** Name and version of the benchmark. */
  benchmark: string;
  items: CisItem[];
}
