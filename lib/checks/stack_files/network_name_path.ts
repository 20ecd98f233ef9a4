/** Whether a dotted path leads to a network's name in the swarm. A key with a dot names no network that swarm accepts. */
export function isNetworkName(path: string): boolean {
  return /^networks\.[^.]+(?:\.external)?\.name$/.test(path);
}
