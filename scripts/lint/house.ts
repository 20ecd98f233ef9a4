/** House rules that need the syntax tree, as a plugin of `deno lint` (deno.json names it). */

const MAX_LINES = 60;

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

const functionLength: Deno.lint.Rule = {
  create(context) {
    const check = (node: FunctionNode) => {
      const text = context.sourceCode.getText(node);
      const lines = text.split("\n").length;
      if (lines <= MAX_LINES) return;
      context.report({
        node,
        message: `This function has ${lines} lines; a function has at most ${MAX_LINES}`,
      });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

const plugin: Deno.lint.Plugin = { name: "house", rules: { "function-length": functionLength } };
export default plugin;
