/** An element of an XML document; text is what stands in it, entities resolved. */
export interface XmlElement {
  name: string;
  attributes: Map<string, string>;
  children: XmlElement[];
  text: string;
}

const NAME = "[A-Za-z_][A-Za-z0-9_.-]*";
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** Everything but the characters of XML 1.0 (production 2). */
const NO_CHAR = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Reads the subset of XML 1.0 that reports need (no comments, CDATA, doctype or processing instructions besides the
 * declaration) and throws on everything else and on every breach of well-formedness. Strict on purpose: what a lenient
 * reader repairs is a defect of the report.
 */
export function readXml(document: string): XmlElement {
  const bad = NO_CHAR.exec(document);
  if (bad !== null) throw new Error(`Character ${JSON.stringify(bad[0])} at ${bad.index} cannot be in XML`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error("The XML declaration is missing");
  const reader = new Reader(document, declaration.length);
  const root = reader.element();
  if (document.slice(reader.at).trim() !== "") {
    throw new Error(`Something stands after the root at ${reader.at}`);
  }
  return root;
}

class Reader {
  readonly #text: string;
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  element(): XmlElement {
    const [, name] = this.#take(new RegExp(`<(${NAME})`, "y"));
    const element: XmlElement = { name: name!, attributes: new Map(), children: [], text: "" };
    for (;;) {
      const attribute = this.#try(new RegExp(`\\s+(${NAME})="([^"<]*)"`, "y"));
      if (attribute === null) break;
      if (element.attributes.has(attribute[1]!)) {
        throw new Error(`${attribute[1]} stands twice at ${this.at}`);
      }
      element.attributes.set(attribute[1]!, resolved(attribute[2]!));
    }
    if (this.#try(/\/>/y) !== null) return element;
    this.#take(/>/y);
    for (;;) {
      element.text += resolved(this.#take(/[^<]*/y)[0]);
      if (this.#try(new RegExp(`</${name}>`, "y")) !== null) return element;
      element.children.push(this.element());
    }
  }

  #try(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.at += found[0].length;
    return found;
  }

  #take(pattern: RegExp): RegExpExecArray {
    const found = this.#try(pattern);
    if (found === null) {
      throw new Error(`Expected ${pattern.source} at ${this.at}: ${this.#text.slice(this.at, this.at + 40)}`);
    }
    return found;
  }
}

function resolved(text: string): string {
  if (text.includes("]]>")) throw new Error("]]> stands in text");
  return text.replace(/&(?:([a-z]+);)?/g, (entity, name: string | undefined) => {
    const char = name === undefined ? undefined : ENTITIES[name];
    if (char === undefined) throw new Error(`No entity: ${entity}`);
    return char;
  });
}
