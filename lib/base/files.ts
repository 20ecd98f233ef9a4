/** Reads environment variables. */
export interface Env {
  get(name: string): string | undefined;
}

/** Why a file that was found, rather than named, is not read. */
export interface Distrust {
  /** Who can change what, as the end of a sentence. */
  why: string;
  /** A command, or a sentence where none would do. */
  fix: string;
}

/** Files as the user named them. Errors are `Failure`s that name the path and the cause. */
export interface Files {
  /** Content of a file of at most `limit` bytes. */
  read(path: string, limit: number): Promise<Uint8Array>;
  /** Undefined when there is no such file. */
  readIfExists(path: string, limit: number): Promise<Uint8Array | undefined>;
  /**
   * Content of a file that was found rather than named: not read where others can decide what is in it. Undefined when
   * there is no such file.
   */
  readFound(path: string, limit: number): Promise<Uint8Array | Distrust | undefined>;
  /** What is at that path; undefined when there is nothing. Opens nothing: a pipe would wait, or lose what is in it. */
  kind(path: string): Promise<"file" | "folder" | "other" | undefined>;
  /**
   * Writes a new file with this mode through a temporary one in the same folder; refuses a symbolic link unless `follow`.
   * With `keepMode` a file that is there already keeps its own, and its owner where that is allowed. A pipe or a device such as /dev/null is written to as it
   * is: renaming onto it would put a file in its place.
   */
  write(
    path: string,
    content: string | Uint8Array,
    options: { mode: number; follow?: boolean; keepMode?: boolean },
  ): Promise<void>;
  /** Names inside a folder with their kind, sorted; undefined when it is not there. */
  list(path: string): Promise<{ name: string; directory: boolean }[] | undefined>;
  cwd(): string;
}

/** Joins parts of a path with one slash each, which Windows takes as well. */
export function joinPath(...parts: string[]): string {
  return parts.map((part, index) => index < parts.length - 1 ? part.replace(/(?<=.)[/\\]+$/, "") : part).join(
    "/",
  )
    .replace(/^\/\//, "/");
}

/** Where journals of operations are kept, below the folder of docker's config.json. */
export function operationsFolder(configFolder: string): string {
  return joinPath(configFolder, "swarmnet", "operations");
}

/** A file's path as a repository has it, however it was typed: slashes, without a leading "./". */
export function repositoryPath(file: string): string {
  return file.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "");
}
