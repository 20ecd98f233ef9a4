import { type Command, type Operand, type Pipeline, showOperand, type Statement } from "./ast.ts";
import { charCode, lex, numberOf, parseError, type Token, unquote } from "./lexer.ts";

/** Nested parentheses and blocks beyond this are refused instead of exhausting the stack. */
const DEEPEST = 500;

/**
 * Parses a template with Go's grammar (text/template/parse/parse.go), without named templates (define, template,
 * block), which docker's --format has no use for. `functions` are the names that may be called.
 * Throws `TemplateError` with Go's words.
 */
export function parse(source: string, functions: ReadonlySet<string>): Statement[] {
  return new Parser(source, functions).run();
}

type Ending = { word: "end" | "else"; at: number } | null;

class Parser {
  readonly #source: string;
  readonly #functions: ReadonlySet<string>;
  readonly #tokens: Token[];
  #next = 0;
  #variables = ["$"];
  #ranges = 0;
  #depth = 0;

  constructor(source: string, functions: ReadonlySet<string>) {
    this.#source = source;
    this.#functions = functions;
    this.#tokens = lex(source);
  }

  run(): Statement[] {
    const [list, ending] = this.#list(true);
    if (ending !== null) throw parseError(this.#source, ending.at, `unexpected {{${ending.word}}}`);
    return list;
  }

  /** Statements up to `{{end}}`, `{{else}}` or the end of the text. */
  #list(top: boolean): [Statement[], Ending] {
    const list: Statement[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === "eof") {
        if (!top) throw parseError(this.#source, token.at, "unexpected EOF");
        return [list, null];
      }
      if (token.kind === "text") {
        list.push({ kind: "text", text: token.text });
        continue;
      }
      const statement = this.#action();
      if ("word" in statement) return [list, statement];
      list.push(statement);
    }
  }

  #action(): Statement | NonNullable<Ending> {
    const token = this.#peekWord();
    if (token.kind !== "keyword") {
      return { kind: "action", pipe: this.#pipeline("command", "right") };
    }
    this.#takeWord();
    switch (token.text) {
      case "if":
      case "with":
      case "range":
        return this.#control(token.text, token.at);
      case "end":
        this.#closing("end");
        return { word: "end", at: token.at };
      case "else":
        return { word: "else", at: token.at };
      case "break":
      case "continue":
        if (this.#ranges === 0) this.#fail(`{{${token.text}}} outside {{range}}`, token);
        this.#closing(`{{${token.text}}}`);
        return { kind: token.text, at: token.at };
      default:
        return this.#fail(`unexpected {{${token.text}}}: named templates are not supported here`, token);
    }
  }

  #control(kind: "if" | "with" | "range", at: number): Statement {
    const visible = this.#variables.length;
    this.#deeper(at);
    const pipe = this.#pipeline(kind, "right");
    if (kind === "range") this.#ranges++;
    const [body, ending] = this.#list(false);
    if (kind === "range") this.#ranges--;
    const otherwise = ending?.word === "else" ? this.#otherwise(kind) : null;
    this.#depth--;
    this.#variables.length = visible;
    return { kind, at, pipe, body, otherwise };
  }

  /** What follows `{{else`: `if …` and `with …` continue the chain, otherwise a list up to `{{end}}`. */
  #otherwise(kind: "if" | "with" | "range"): Statement[] {
    const token = this.#peekWord();
    if (token.kind === "keyword" && token.text === kind && kind !== "range") {
      this.#takeWord();
      // The inner statement takes the one `{{end}}` of the chain.
      return [this.#control(kind, token.at)];
    }
    this.#closing("else");
    const [list, ending] = this.#list(false);
    if (ending?.word === "else") throw parseError(this.#source, ending.at, "expected end; found {{else}}");
    return list;
  }

  #closing(context: string): void {
    const token = this.#takeWord();
    if (token.kind !== "right") this.#unexpected(token, context);
  }

  #pipeline(context: string, end: "right" | "close"): Pipeline {
    const first = this.#peekWord();
    const pipe: Pipeline = { at: first.at, names: [], assigns: false, commands: [] };
    this.#declarations(pipe, context);
    for (;;) {
      const token = this.#peekWord();
      if (token.kind === end) {
        this.#takeWord();
        this.#check(pipe, context, token);
        return pipe;
      }
      if (!STARTS_OPERAND.has(token.kind)) this.#unexpected(token, context);
      pipe.commands.push(this.#command());
    }
  }

  #declarations(pipe: Pipeline, context: string): void {
    for (;;) {
      const start = this.#next;
      const variable = this.#peekWord();
      if (variable.kind !== "variable") return;
      this.#takeWord();
      const operator = this.#peekWord();
      if (operator.kind === "assign" || operator.kind === "declare") {
        this.#takeWord();
        pipe.assigns = operator.kind === "assign";
        pipe.names.push(variable.text);
        this.#variables.push(variable.text);
        return;
      }
      if (operator.kind !== "comma") {
        this.#next = start;
        return;
      }
      this.#takeWord();
      pipe.names.push(variable.text);
      this.#variables.push(variable.text);
      if (context !== "range" || pipe.names.length > 1) {
        this.#fail(`too many declarations in ${context}`, variable);
      }
      if (this.#peekWord().kind !== "variable") this.#fail("range can only initialize variables", variable);
    }
  }

  #check(pipe: Pipeline, context: string, token: Token): void {
    if (pipe.commands.length === 0) this.#fail(`missing value for ${context}`, token);
    pipe.commands.slice(1).forEach((command, at) => {
      if (["bool", "dot", "nil", "number", "string"].includes(command.args[0]!.kind)) {
        this.#fail(`non executable command in pipeline stage ${at + 2}`, token);
      }
    });
  }

  #command(): Command {
    const command: Command = { at: this.#peekWord().at, args: [] };
    for (;;) {
      this.#peekWord();
      this.#skipSpace();
      const operand = this.#operand();
      if (operand !== undefined) command.args.push(operand);
      const token = this.#take();
      if (token.kind === "space") continue;
      if (token.kind === "right" || token.kind === "close") this.#next--;
      else if (token.kind !== "pipe") this.#unexpected(token, "operand");
      if (command.args.length === 0) this.#fail("empty command", token);
      return command;
    }
  }

  #operand(): Operand | undefined {
    const node = this.#term();
    if (node === undefined || this.#peek().kind !== "field") return node;
    const at = this.#peek().at;
    const names: string[] = [];
    while (this.#peek().kind === "field") names.push(this.#take().text.slice(1));
    switch (node.kind) {
      case "field":
      case "variable":
        return { ...node, at, names: [...node.names, ...names] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.#fail(
          `unexpected . after term ${JSON.stringify(showOperand(node))}`,
          this.#tokens[this.#next]!,
        );
      default:
        return { kind: "chain", at, node, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#peek();
    const at = token.at;
    if (!STARTS_OPERAND.has(token.kind)) return undefined;
    this.#take();
    switch (token.kind) {
      case "identifier":
        if (!this.#functions.has(token.text)) {
          this.#fail(`function ${JSON.stringify(token.text)} not defined`, token);
        }
        return { kind: "function", at, name: token.text };
      case "variable":
        if (!this.#variables.includes(token.text)) {
          this.#fail(`undefined variable ${JSON.stringify(token.text)}`, token);
        }
        return { kind: "variable", at, names: [token.text] };
      case "field":
        return { kind: "field", at, names: [token.text.slice(1)] };
      case "dot":
      case "nil":
        return { kind: token.kind, at };
      case "bool":
        return { kind: "bool", at, value: token.text === "true" };
      case "open": {
        this.#deeper(at);
        const pipe = this.#pipeline("parenthesized pipeline", "close");
        this.#depth--;
        return { kind: "pipeline", at, pipe };
      }
      default:
        return this.#literal(token);
    }
  }

  #literal(token: Token): Operand {
    const { text, at } = token;
    if (token.kind === "string") {
      const value = unquote(text);
      if (value === undefined) this.#fail("invalid syntax", token);
      return { kind: "string", at, value, text };
    }
    const value = text.startsWith("'") ? charCode(text) : numberOf(text);
    if (value === undefined) {
      this.#fail(
        text.startsWith("'")
          ? `malformed character constant: ${text}`
          : `illegal number syntax: ${JSON.stringify(text)}`,
        token,
      );
    }
    return { kind: "number", at, value, text };
  }

  #deeper(at: number): void {
    if (++this.#depth > DEEPEST) throw parseError(this.#source, at, "max expression depth exceeded");
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }
  #take(): Token {
    const token = this.#tokens[this.#next]!;
    if (token.kind !== "eof") this.#next++;
    return token;
  }
  #skipSpace(): void {
    while (this.#peek().kind === "space") this.#next++;
  }
  /** The next token that is no space, left in place. */
  #peekWord(): Token {
    const token = this.#peek();
    return token.kind === "space" ? this.#tokens[this.#next + 1]! : token;
  }
  #takeWord(): Token {
    this.#skipSpace();
    return this.#take();
  }

  #unexpected(token: Token, context: string): never {
    this.#fail(`unexpected ${describe(token)} in ${context}`, token);
  }
  #fail(message: string, token: Token): never {
    throw parseError(this.#source, token.at, message);
  }
}

const STARTS_OPERAND: ReadonlySet<string> = new Set([
  "bool",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "string",
  "variable",
  "open",
]);

/** A token as Go prints it in messages. */
function describe(token: Token): string {
  if (token.kind === "eof") return "EOF";
  if (token.kind === "keyword") return `<${token.text}>`;
  const points = [...token.text];
  if (token.kind === "dot") return "<.>";
  return points.length > 10
    ? `${JSON.stringify(points.slice(0, 10).join(""))}...`
    : JSON.stringify(token.text);
}
