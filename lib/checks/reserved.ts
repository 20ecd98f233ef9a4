/** Codes that are kept for checks from the nodes themselves that are not made yet, so that no rule takes them. */
export const RESERVED: readonly { code: string; name: string }[] = [
  { code: "SN0830", name: "default-options-drift" },
  { code: "SN0831", name: "management-port-all-interfaces" },
  { code: "SN0832", name: "local-listener-shadowed" },
];
