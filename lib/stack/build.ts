import { COLLECTION_STYLE, type Event, EVENT_ID, getScalarValue, SCALAR_STYLE } from "js-yaml";
import { LIMITS } from "./guard.ts";
import { unrelaxed } from "./lenient.ts";
import type { Entry, Mapping, Node, Scalar, Sequence } from "./node.ts";
import { bound, type Problem, refusal } from "./problem.ts";
import { resolveScalar } from "./scalar.ts";
import type { Source } from "./source.ts";

type Of<T extends number> = Extract<Event, { type: T }>;
type ScalarEvent = Of<typeof EVENT_ID.SCALAR>;
type OpenEvent = Of<typeof EVENT_ID.MAPPING> | Of<typeof EVENT_ID.SEQUENCE>;
type AliasEvent = Of<typeof EVENT_ID.ALIAS>;

/** A finished node with what the bounds need to know of it. */
interface Built {
  node: Node;
  /** Nodes when every alias in it is written out. */
  size: number;
  height: number;
  viaAlias: boolean;
  /** A plain or `!!merge` tagged `<<`. */
  merge: boolean;
  /** Text that is not tagged as something else, which is all that docker takes for a key. */
  text: boolean;
}

/** A collection that is still open. */
interface Frame {
  event: OpenEvent;
  anchor: string;
  items: Built[];
  size: number;
  height: number;
}

/**
 * Turns parser events into a tree, resolving aliases and merge keys as go-yaml v3 does. Iterative, so that no nesting
 * can exhaust the stack; what aliases and merge keys multiply is counted, not built.
 */
export function buildTree(
  source: Source,
  text: string,
  events: Event[],
): { root?: Node; problems: Problem[] } {
  const builder = new Builder(source, text);
  for (const event of events) {
    if (builder.problems.length > 0 && builder.fatal) break;
    builder.take(event);
  }
  builder.checkAliasing(events.length);
  const { root, problems } = builder;
  return root === undefined ? { problems } : { root, problems };
}

const TEXT_TAGS = new Set(["!", "!!str", "!<tag:yaml.org,2002:str>"]);

class Builder {
  readonly problems: Problem[] = [];
  fatal = false;
  root: Node | undefined;
  #source: Source;
  #text: string;
  #stack: Frame[] = [];
  #anchors = new Map<string, Built | undefined>();
  #documents = 0;
  #lastOffset = 0;
  #aliased = 0;
  #copiedKeys = 0;

  constructor(source: Source, text: string) {
    this.#source = source;
    this.#text = text;
  }

  take(event: Event): void {
    if (event.type === EVENT_ID.SCALAR) this.#add(this.#scalar(event));
    else if (event.type === EVENT_ID.ALIAS) this.#alias(event);
    else if (event.type === EVENT_ID.POP) this.#close();
    else if (event.type === EVENT_ID.DOCUMENT) this.#documents++;
    else this.#open(event);
  }

  /** docker refuses a document of which more than 99 % is aliases written out (go-yaml decode.go). */
  checkAliasing(written: number): void {
    const total = written + this.#aliased;
    if (this.problems.length > 0 || this.#aliased <= 100 || total <= 1000) return;
    if (this.#aliased / total > 0.99) this.#refuse(0, "document contains excessive aliasing");
  }

  #open(event: OpenEvent): void {
    const anchor = this.#slice(event.anchorStart, event.anchorEnd);
    // Known but not finished: an alias to it from inside would contain itself.
    if (anchor !== "") this.#anchors.set(anchor, undefined);
    this.#stack.push({ event, anchor, items: [], size: 1, height: 1 });
    this.#lastOffset = event.start;
  }

  #close(): void {
    const frame = this.#stack.pop();
    if (frame === undefined) return;
    const node = frame.event.type === EVENT_ID.SEQUENCE ? this.#sequence(frame) : this.#mapping(frame);
    if (frame.height > LIMITS.depth) this.#stop(node.start, `nested more than ${LIMITS.depth} levels deep`);
    const built = {
      node,
      size: frame.size,
      height: frame.height,
      viaAlias: false,
      merge: false,
      text: false,
    };
    if (frame.anchor !== "") this.#anchors.set(frame.anchor, built);
    this.#add(built);
  }

  #add(built: Built): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) {
      this.root = built.node;
      return;
    }
    // What a merge key takes in does not nest any deeper than where it stands.
    const merged = frame.event.type === EVENT_ID.MAPPING && frame.items.length % 2 === 1 &&
      frame.items.at(-1)!.merge;
    frame.items.push(built);
    frame.size += built.size;
    frame.height = Math.max(frame.height, built.height + (merged ? 0 : 1));
  }

  #scalar(event: ScalarEvent): Built {
    const written = event.valueStart >= 0;
    const text = written
      ? unrelaxed(
        getScalarValue(this.#text, event),
        this.#source.text.slice(event.valueStart, event.valueEnd),
      )
      : "";
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const start = written ? event.valueStart - (quoted ? 1 : 0) : this.#lastOffset;
    const end = written ? event.valueEnd + (quoted ? 1 : 0) : this.#lastOffset;
    const tag = this.#slice(event.tagStart, event.tagEnd);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const resolved = resolveScalar(text, plain, tag);
    if (resolved.error !== undefined) this.#refuse(start, resolved.error);
    this.#lastOffset = end;
    const node: Scalar = {
      kind: "scalar",
      source: this.#source,
      start,
      end,
      type: resolved.type,
      value: resolved.value,
      text,
      interpolated: false,
      dollar: resolved.type === "str" && text.includes("$"),
    };
    const merge = text === "<<" && (tag === "!!merge" || (plain && tag === ""));
    const isText = resolved.type === "str" && (tag === "" || TEXT_TAGS.has(tag));
    const built = { node, size: 1, height: 1, viaAlias: false, merge, text: isText };
    const anchor = this.#slice(event.anchorStart, event.anchorEnd);
    if (anchor !== "") this.#anchors.set(anchor, built);
    return built;
  }

  #alias(event: AliasEvent): void {
    const name = this.#slice(event.anchorStart, event.anchorEnd);
    const start = event.anchorStart - 1;
    this.#lastOffset = event.anchorEnd;
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const message = this.#anchors.has(name)
        ? `anchor '${name}' value contains itself`
        : `unknown anchor '${name}' referenced`;
      this.#refuse(start, message);
      this.fatal = true;
      return;
    }
    this.#aliased += target.size;
    if (this.#aliased > LIMITS.expanded) {
      this.#stop(start, `aliases repeat more than ${LIMITS.expanded} values`);
    }
    this.#add({ ...target, size: target.size + 1, viaAlias: true, merge: false });
  }

  #sequence(frame: Frame): Sequence {
    const items = frame.items.map((item) => item.node);
    return {
      kind: "sequence",
      source: this.#source,
      start: frame.event.start,
      end: this.#lastOffset,
      items,
      dollar: items.some((item) => item.dollar),
    };
  }

  #mapping(frame: Frame): Mapping {
    const entries: Entry[] = [];
    const merges: Built[] = [];
    const seen = new Map<string, number>();
    for (let index = 0; index + 1 < frame.items.length; index += 2) {
      const key = frame.items[index]!;
      const value = frame.items[index + 1]!;
      const keyNode = this.#keyOf(key);
      if (keyNode === undefined) continue;
      if (frame.event.style === COLLECTION_STYLE.FLOW) this.#checkFlowKey(keyNode);
      const before = seen.get(keyNode.text);
      if (before !== undefined && !key.viaAlias) this.#duplicate(keyNode, before);
      seen.set(keyNode.text, keyNode.start);
      if (key.merge) merges.push(value);
      else entries.push({ key: keyNode.text, keyNode, value: value.node, merged: false });
    }
    for (const merge of merges) this.#merge(entries, merge);
    return {
      kind: "mapping",
      source: this.#source,
      start: frame.event.start,
      end: this.#lastOffset,
      entries,
      dollar: entries.some((entry) => entry.value.dollar),
    };
  }

  #keyOf(key: Built): Scalar | undefined {
    const node = key.node;
    if (node.kind !== "scalar") {
      this.#refuse(node.start, `invalid map key: a ${node.kind} cannot be a key`);
      return undefined;
    }
    // docker fails later, with "json: unsupported type: map[interface {}]interface {}".
    if (!key.text && !key.merge) this.#refuse(node.start, `non-string key: ${node.text || "null"}`);
    return node;
  }

  /** go-yaml wants a key in braces and its colon on one line. */
  #checkFlowKey(key: Scalar): void {
    const { text } = this.#source;
    const gap = /\s*/y;
    gap.lastIndex = key.end;
    const end = key.end + gap.exec(text)![0].length;
    if (text[end] !== ":" || !/[\r\n]/.test(text.slice(key.start, end))) return;
    this.#refuse(key.start, "did not find expected ',' or '}'");
  }

  #duplicate(key: Scalar, before: number): void {
    const line = this.#source.position(before).line;
    this.#refuse(key.start, `mapping key ${JSON.stringify(key.text)} already defined at line ${line}`);
  }

  /** Own keys win over merged ones, and of several merged mappings the first; sequences only when written in place. */
  #merge(entries: Entry[], merge: Built): void {
    const sources = merge.node.kind === "sequence" && !merge.viaAlias ? merge.node.items : [merge.node];
    const present = new Set(entries.map((entry) => entry.key));
    for (const node of sources) {
      if (node.kind !== "mapping") {
        this.#refuse(node.start, "map merge requires map or sequence of maps as the value");
        return;
      }
      this.#copiedKeys += node.entries.length;
      if (this.#copiedKeys > LIMITS.expanded) {
        this.#stop(node.start, `merge keys copy more than ${LIMITS.expanded} keys`);
        return;
      }
      for (const entry of node.entries) {
        if (present.has(entry.key)) continue;
        present.add(entry.key);
        entries.push({ ...entry, merged: true });
      }
    }
  }

  #slice(start: number, end: number): string {
    return start < 0 ? "" : this.#text.slice(start, end);
  }

  #refuse(offset: number, message: string): void {
    if (this.problems.length >= LIMITS.problems) return;
    this.problems.push(refusal("parse", this.#source.position(offset), "", message));
  }

  #stop(offset: number, message: string): void {
    this.problems.push(bound(this.#source.position(offset), message));
    this.fatal = true;
  }
}
