import { COLORS } from "../terminal/color.ts";
import type { Flag } from "./command.ts";

/** The flag that every command takes. */
export const COLOR_FLAG = {
  kind: "string",
  text: "When to use colour",
  word: "when",
  default: "auto",
  choices: COLORS,
  strict: true,
} as const satisfies Flag;
