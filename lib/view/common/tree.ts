/** A tree as text. Labels are one line each and may have style marks. */
export interface TreeNode {
  label: string;
  children?: readonly TreeNode[];
}

/** How a tree is drawn. */
export interface TreeStyle {
  /** ASCII instead of box-drawing characters. */
  ascii?: boolean;
}

/** Deeper nodes are not drawn: no tree of networks, services, nodes and tasks is that deep. */
const DEEPEST = 64;

/** The roots and all below them, one node a line. */
export function tree(roots: readonly TreeNode[], style: TreeStyle = {}): string {
  const marks = style.ascii
    ? { middle: "|-- ", last: "`-- ", through: "|   ", under: "    " }
    : { middle: "├── ", last: "└── ", through: "│   ", under: "    " };
  const lines: string[] = [];
  const draw = (node: TreeNode, lead: string, branch: string, rest: string, depth: number) => {
    lines.push(lead + branch + node.label);
    if (depth === DEEPEST) return;
    const children = node.children ?? [];
    children.forEach((child, at) => {
      const last = at === children.length - 1;
      draw(
        child,
        lead + rest,
        last ? marks.last : marks.middle,
        last ? marks.under : marks.through,
        depth + 1,
      );
    });
  };
  for (const root of roots) draw(root, "", "", "", 0);
  return lines.map((line) => line + "\n").join("");
}
