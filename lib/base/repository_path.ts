/** A file's path as a repository has it, however it was typed: slashes, without a leading "./". */
export function repositoryPath(file: string): string {
  return file.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "");
}
