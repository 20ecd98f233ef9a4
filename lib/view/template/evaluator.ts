import { type Command, type Operand, type Pipeline, showOperand, type Statement } from "./ast.ts";
import { CallError, CompareError, type Functions, type TemplateFunction } from "./functions.ts";
import { quote, show } from "./print.ts";
import { TemplateError } from "./lexer.ts";
import {
  type ArgType,
  isMap,
  isStrings,
  isTrue,
  type Method,
  sortedKeys,
  Struct,
  typeName,
  type Value,
} from "./value.ts";

/** No pipeline value comes in: the first command of a pipeline. */
const NOTHING: unique symbol = Symbol("nothing");
type Final = Value | typeof NOTHING;

/** What a template is run with. */
export interface Execution {
  source: string;
  functions: Functions;
  /** A missing map key is an error instead of `<no value>` (docker's inspect on raw JSON). */
  strictKeys: boolean;
  /** Gets the text piece by piece; what came before an error has been given. */
  write(text: string): void;
}

/** Executes a parsed template on `data`, with Go's rules (text/template/exec.go). Throws `TemplateError`. */
export function execute(list: readonly Statement[], data: Value, execution: Execution): void {
  new Evaluator(execution, data).walk(list, data);
}

type Jump = "break" | "continue" | undefined;

class Evaluator {
  readonly #run: Execution;
  readonly #variables: { name: string; value: Value }[];
  /** Where an error is reported. */
  #at: { at: number; text: string } = { at: 0, text: "" };

  constructor(run: Execution, data: Value) {
    this.#run = run;
    this.#variables = [{ name: "$", value: data }];
  }

  walk(list: readonly Statement[], dot: Value): Jump {
    for (const statement of list) {
      const jump = this.#statement(statement, dot);
      if (jump !== undefined) return jump;
    }
    return undefined;
  }

  #statement(statement: Statement, dot: Value): Jump {
    switch (statement.kind) {
      case "text":
        this.#run.write(statement.text);
        return undefined;
      case "action": {
        const value = this.#pipeline(statement.pipe, dot);
        // A pipeline that sets variables prints nothing.
        if (statement.pipe.names.length === 0) {
          this.#run.write(value === null || value === undefined ? "<no value>" : show(value));
        }
        return undefined;
      }
      case "break":
      case "continue":
        return statement.kind;
      default:
        return this.#scoped(() => this.#control(statement, dot));
    }
  }

  #control(statement: Extract<Statement, { pipe: Pipeline; body: Statement[] }>, dot: Value): Jump {
    if (statement.kind === "range") return this.#range(statement, dot);
    const value = this.#pipeline(statement.pipe, dot);
    if (isTrue(value)) return this.walk(statement.body, statement.kind === "with" ? value : dot);
    return statement.otherwise === null ? undefined : this.walk(statement.otherwise, dot);
  }

  #range(statement: Extract<Statement, { pipe: Pipeline; body: Statement[] }>, dot: Value): Jump {
    const value = this.#pipeline(statement.pipe, dot);
    const items = this.#items(value);
    for (const [key, item] of items) {
      const jump = this.#scoped(() => {
        this.#bind(statement.pipe, key, item);
        return this.walk(statement.body, item);
      });
      if (jump === "break") break;
    }
    if (items.length > 0 || statement.otherwise === null) return undefined;
    return this.walk(statement.otherwise, dot);
  }

  /** With one variable it is the element; with two the key (or index) comes first. */
  #bind(pipe: Pipeline, key: Value, item: Value): void {
    const [first, second] = pipe.names;
    if (first === undefined) return;
    const values = second === undefined
      ? [[first, item] as const]
      : [[first, key] as const, [second, item] as const];
    for (const [name, value] of values) this.#set(name, value, pipe.assigns);
  }

  #items(value: Value): [Value, Value][] {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value.map((item, at) => [at, item]);
    if (isMap(value)) return sortedKeys(value).map((key) => [key, value[key]]);
    if (typeof value === "number" && Number.isInteger(value)) {
      if (value > MOST_ROUNDS) this.#fail(`range over ${value} is too long`);
      return Array.from({ length: Math.max(0, value) }, (_, at) => [at, at]);
    }
    return this.#fail(`range can't iterate over ${show(value)}`);
  }

  #scoped<T>(work: () => T): T {
    const visible = this.#variables.length;
    const result = work();
    this.#variables.length = visible;
    return result;
  }

  #set(name: string, value: Value, assigns: boolean): void {
    const known = assigns ? this.#variables.findLast((one) => one.name === name) : undefined;
    if (known !== undefined) known.value = value;
    else if (assigns) this.#fail(`undefined variable: ${name}`);
    else this.#variables.push({ name, value });
  }

  #pipeline(pipe: Pipeline, dot: Value): Value {
    let value: Final = NOTHING;
    for (const command of pipe.commands) value = this.#command(command, dot, value);
    for (const name of pipe.names) this.#set(name, value, pipe.assigns);
    return value;
  }

  #command(command: Command, dot: Value, final: Final): Value {
    const [first, ...args] = command.args as [Operand, ...Operand[]];
    if (first.kind === "function") return this.#function(first, args, dot, final, command);
    if (first.kind === "field" || first.kind === "variable" || first.kind === "chain") {
      return this.#path(first, args, dot, final, command);
    }
    this.#look(first);
    if (args.length > 0 || final !== NOTHING) {
      this.#fail(`can't give argument to non-function ${showOperand(first)}`);
    }
    if (first.kind === "nil") this.#fail("nil is not a command");
    return this.#operand(first, dot);
  }

  /** The value of an operand that stands as an argument. */
  #operand(node: Operand, dot: Value): Value {
    this.#look(node);
    switch (node.kind) {
      case "dot":
        return dot;
      case "nil":
        return null;
      case "bool":
      case "number":
      case "string":
        return node.value;
      case "pipeline":
        return this.#pipeline(node.pipe, dot);
      case "function":
        return this.#function(node, [], dot, NOTHING, { at: node.at, args: [node] });
      default:
        return this.#path(node, [], dot, NOTHING, { at: node.at, args: [node] });
    }
  }

  /** `.A.B`, `$x.A` or `(…).A`; only the last name may be a method with arguments. */
  #path(
    node: Extract<Operand, { kind: "field" | "variable" | "chain" }>,
    args: readonly Operand[],
    dot: Value,
    final: Final,
    command: Command,
  ): Value {
    this.#look(node);
    let receiver: Value = dot;
    let names = node.names;
    if (node.kind === "variable") {
      receiver = this.#variables.findLast((one) => one.name === node.names[0])?.value;
      names = node.names.slice(1);
      if (names.length === 0) {
        if (args.length > 0 || final !== NOTHING) {
          this.#fail(`can't give argument to non-function ${showOperand(node)}`);
        }
        return receiver;
      }
    } else if (node.kind === "chain") {
      if (node.node.kind === "nil") this.#fail(`indirection through explicit nil in ${showOperand(node)}`);
      // Errors further on are reported where the inside ended, as Go does.
      receiver = this.#operand(node.node, dot);
    }
    const last = names.length - 1;
    return names.reduce((value: Value, name, at) => {
      const call = at === last ? { args, final, dot, command } : { args: [], final: NOTHING, dot, command };
      return this.#field(value, name, call);
    }, receiver);
  }

  #field(
    receiver: Value,
    name: string,
    call: { args: readonly Operand[]; final: Final; dot: Value; command: Command },
  ): Value {
    const hasArgs = call.args.length > 0 || call.final !== NOTHING;
    if (receiver === undefined) {
      if (this.#run.strictKeys) this.#fail(`nil data; no entry for key ${quote(name)}`);
      return undefined;
    }
    if (receiver === null) this.#fail(`nil pointer evaluating interface {}.${name}`);
    if (receiver instanceof Struct) {
      const method: Method | undefined = receiver.methods[name];
      if (method !== undefined) return this.#call({ ...method, call: method.call as never }, name, call);
      if (Object.hasOwn(receiver.fields, name)) {
        if (hasArgs) {
          this.#fail(
            `wrong number of args for ${name}: want 0 got ${
              call.args.length + (call.final === NOTHING ? 0 : 1)
            }`,
          );
        }
        return receiver.fields[name]!();
      }
      if (receiver.lenient) return undefined;
    }
    if (isMap(receiver)) {
      if (hasArgs) this.#fail(`${name} is not a method but has arguments`);
      if (Object.hasOwn(receiver, name)) return receiver[name];
      if (this.#run.strictKeys) this.#fail(`map has no entry for key ${quote(name)}`);
      return undefined;
    }
    return this.#fail(`can't evaluate field ${name} in type ${typeName(receiver)}`);
  }

  #function(
    node: Extract<Operand, { kind: "function" }>,
    args: readonly Operand[],
    dot: Value,
    final: Final,
    command: Command,
  ): Value {
    this.#look(node);
    const call = { args, final, dot, command };
    if (node.name !== "and" && node.name !== "or") {
      return this.#call(this.#run.functions[node.name]!, node.name, call);
    }
    this.#count(this.#run.functions[node.name]!, node.name, call);
    let value: Value = undefined;
    for (const arg of args) {
      value = this.#operand(arg, dot);
      if (isTrue(value) === (node.name === "or")) return value;
    }
    return final === NOTHING ? value : final;
  }

  #count(fun: TemplateFunction, name: string, call: { args: readonly Operand[]; final: Final }): void {
    const given = call.args.length + (call.final === NOTHING ? 0 : 1);
    const least = fun.rest === undefined ? "" : "at least ";
    if (given < fun.args.length || (fun.rest === undefined && given > fun.args.length)) {
      this.#fail(`wrong number of args for ${name}: want ${least}${fun.args.length} got ${given}`);
    }
  }

  #call(
    fun: TemplateFunction,
    name: string,
    call: { args: readonly Operand[]; final: Final; dot: Value; command: Command },
  ): Value {
    this.#count(fun, name, call);
    const typeAt = (at: number): ArgType => fun.args[at] ?? fun.rest!;
    const values = call.args.map((arg, at) => this.#argument(arg, typeAt(at), call.dot));
    if (call.final !== NOTHING) values.push(this.#typed(call.final, typeAt(values.length)));
    try {
      return fun.call(...values);
    } catch (error) {
      if (!(error instanceof CallError || error instanceof CompareError)) throw error;
      this.#at = { at: call.command.at, text: call.command.args.map(showOperand).join(" ") };
      this.#fail(`error calling ${name}: ${error.message}`);
    }
  }

  #argument(node: Operand, type: ArgType, dot: Value): Value {
    const value = this.#operand(node, dot);
    this.#look(node);
    const constant = CONSTANTS[node.kind];
    if (constant === undefined || type === "any" || constant.includes(type)) return this.#typed(value, type);
    if (node.kind === "nil") this.#fail(`cannot assign nil to ${type}`);
    if (type === "[]string") this.#fail(`can't handle ${showOperand(node)} for arg of type []string`);
    return this.#fail(`expected ${type === "int" ? "integer" : type}; found ${showOperand(node)}`);
  }

  /** Checks a computed value against the type a function declares. */
  #typed(value: Value, type: ArgType): Value {
    if (type === "any") return value;
    if (value === undefined || value === null) this.#fail(`invalid value; expected ${type}`);
    const fits = type === "[]string"
      ? isStrings(value) || (Array.isArray(value) && value.length === 0)
      : typeName(value) === type;
    if (!fits) this.#fail(`wrong type for value; expected ${type}; got ${typeName(value)}`);
    return value;
  }

  #look(node: Operand): void {
    this.#at = { at: node.at, text: showOperand(node) };
  }

  #fail(message: string): never {
    const before = this.#run.source.slice(0, this.#at.at);
    const line = before.split("\n").length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf("\n") + 1)).length;
    throw new TemplateError(`template: :${line}:${column}: executing "" at <${this.#at.text}>: ${message}`);
  }
}

/** A range over a number that is longer is refused instead of filling the memory. */
const MOST_ROUNDS = 1_000_000;

/** Types that a constant may stand for. */
const CONSTANTS: Readonly<Record<string, readonly ArgType[] | undefined>> = {
  nil: [],
  bool: ["bool"],
  number: ["int"],
  string: ["string"],
};
