import type { Statement } from "./ast.ts";
import { execute } from "./evaluator.ts";
import { FUNCTIONS, type Functions, HEADER_FUNCTIONS } from "./functions.ts";
import { parse } from "./parser.ts";
import { TemplateError } from "./lexer.ts";
import { Struct, type Value } from "./value.ts";

export { TemplateError } from "./lexer.ts";
export { type Method, stringMap, Struct, type Value } from "./value.ts";

/**
 * A Go template as docker's --format takes it: fields, pipelines, variables, if/with/range with else, break and
 * continue, comparison, printf and docker's functions. Not there: named templates, call, html, js, urlquery.
 */
export class Template {
  readonly #source: string;
  readonly #list: Statement[];

  private constructor(source: string, list: Statement[]) {
    this.#source = source;
    this.#list = list;
  }

  /** Throws `TemplateError` in Go's words, without docker's prefix "template parsing error: ". */
  static parse(source: string): Template {
    return new Template(source, parse(source, NAMES));
  }

  /** The text for one value. `strictKeys` makes a missing map key an error. Throws `TemplateError`. */
  render(data: Value, options: { strictKeys?: boolean } = {}): string {
    let out = "";
    this.#execute(data, FUNCTIONS, options.strictKeys ?? false, (text) => out += text);
    return out;
  }

  /** The header row: the same template over the headers. An error ends it where it stands, as in docker. */
  renderHeader(headers: Readonly<Record<string, string>>): string {
    let out = "";
    const fields = Object.entries(headers).map(([name, header]) => [name, () => header] as const);
    const data = new Struct("formatter.SubHeaderContext", Object.fromEntries(fields), {
      methods: { Label: { args: ["string"], call: labelHeader } },
      json: () => headers,
      lenient: true,
    });
    try {
      this.#execute(data, HEADER_FUNCTIONS, false, (text) => out += text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
    }
    return out;
  }

  #execute(data: Value, functions: Functions, strictKeys: boolean, write: (text: string) => void): void {
    execute(this.#list, data, { source: this.#source, functions, strictKeys, write });
  }
}

/** The header of `.Label "com.docker.my_label"` is "my label" (docker/cli formatter/custom.go). */
function labelHeader(key: string): string {
  return key.split(".").at(-1)!.replace(/[-_]/g, " ");
}

const NAMES: ReadonlySet<string> = new Set(Object.keys(FUNCTIONS));
