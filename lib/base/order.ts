/** Order by code unit, for lists whose order must not depend on the engine's. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By name, then ID. */
export function byName(a: { id: string; name: string }, b: { id: string; name: string }): number {
  return byText(a.name, b.name) || byText(a.id, b.id);
}
