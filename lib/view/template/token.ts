/** What the lexer finds, named as in Go's text/template/parse. */
export type TokenKind =
  | "text"
  | "left"
  | "right"
  | "space"
  | "dot"
  | "field"
  | "variable"
  | "identifier"
  | "keyword"
  | "bool"
  | "nil"
  | "number"
  | "string"
  | "char"
  | "pipe"
  | "assign"
  | "declare"
  | "comma"
  | "open"
  | "close"
  | "eof";

/** A word of a template. */
export interface Token {
  kind: TokenKind;
  text: string;
  /** Offset in the template, in UTF-16 units. */
  at: number;
}

/** A template that cannot be parsed or executed; the message has Go's position and words. */
export class TemplateError extends Error {}

/** Line of an offset, counted from 1. */
export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split("\n").length;
}

/** An error of parsing in Go's form. Templates given on a command line have no name. */
export function parseError(source: string, at: number, message: string): TemplateError {
  return new TemplateError(`template: :${lineOf(source, at)}: ${message}`);
}
