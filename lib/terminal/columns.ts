/**
 * Columns that docker's help is laid out in: those of the terminal on standard input, else 80 (docker/cli cli/cobra.go asks
 * stdin, so that help through a pager keeps the terminal's width).
 */
export function stdinWidth(): number {
  if (!Deno.stdin.isTerminal()) return 80;
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : 80;
  } catch {
    return 80;
  }
}
