/** Numbers of the capabilities that helpers ask for (linux/capability.h). */
const NUMBERS: Readonly<Record<string, number>> = {
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_ADMIN: 21,
};

/** Those of `wanted` that a set of effective capabilities (a bit mask) lacks; unknown names are left out. */
export function lackingOf(effective: bigint, wanted: readonly string[]): string[] {
  return wanted.filter((name) => {
    const number = NUMBERS[name];
    return number !== undefined && (effective >> BigInt(number) & 1n) === 0n;
  });
}
