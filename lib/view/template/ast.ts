/** The tree of a template. `at` is the offset that Go reports an error at. */
export type Operand =
  | { kind: "dot"; at: number }
  | { kind: "nil"; at: number }
  | { kind: "bool"; at: number; value: boolean }
  | { kind: "number"; at: number; value: number; text: string }
  | { kind: "string"; at: number; value: string; text: string }
  | { kind: "function"; at: number; name: string }
  /** `.A.B` */
  | { kind: "field"; at: number; names: string[] }
  /** `$x.A`: the first name has its dollar sign. */
  | { kind: "variable"; at: number; names: string[] }
  /** `(…).A` */
  | { kind: "chain"; at: number; node: Operand; names: string[] }
  | { kind: "pipeline"; at: number; pipe: Pipeline };

/** A function or value with its arguments. */
export interface Command {
  at: number;
  args: Operand[];
}

/** Commands, each with the value of the one before as its last argument. */
export interface Pipeline {
  at: number;
  /** Variables set, none to two of them. */
  names: string[];
  /** `=` rather than `:=`. */
  assigns: boolean;
  commands: Command[];
}

/** A piece of a template. */
export type Statement =
  | { kind: "text"; text: string }
  | { kind: "action"; pipe: Pipeline }
  | {
    kind: "if" | "with" | "range";
    at: number;
    pipe: Pipeline;
    body: Statement[];
    otherwise: Statement[] | null;
  }
  | { kind: "break" | "continue"; at: number };

/** An operand as Go prints it in "at <…>". */
export function showOperand(node: Operand): string {
  switch (node.kind) {
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(node.value);
    case "number":
    case "string":
      return node.text;
    case "function":
      return node.name;
    case "field":
      return node.names.map((name) => `.${name}`).join("");
    case "variable":
      return node.names.join(".");
    case "chain": {
      const inner = showOperand(node.node);
      return [inner, ...node.names].join(".");
    }
    case "pipeline":
      return `(${showPipeline(node.pipe)})`;
  }
}

function showPipeline(pipe: Pipeline): string {
  const commands = pipe.commands.map((one) => one.args.map(showOperand).join(" ")).join(" | ");
  return pipe.names.length === 0
    ? commands
    : `${pipe.names.join(", ")} ${pipe.assigns ? "=" : ":="} ${commands}`;
}
