import ts from 'typescript';

/** SQL for the present; statements take it from libs/sql/src/persistence/clock.ts, so that there is one. */
const SQL_CLOCK =
  /\b(?:CURRENT_(?:TIMESTAMP|DATE|TIME)|LOCALTIME(?:STAMP)?|SYSDATE|UTC_TIMESTAMP|UNIX_TIMESTAMP|(?:clock|statement|transaction)_timestamp)\b|(?<![.\w])now\s*\(/i;

/**
 * Where a text of TypeScript asks a clock: that of the process, or that of the database in words of its own.
 * @param {string} path @param {string} text
 * @returns {{ line: number, what: string }[]}
 */
export function clockUses(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  /** @type {{ line: number, what: string }[]} */
  const uses = [];
  /** @param {ts.Node} node @param {string} what */
  const note = (node, what) => {
    uses.push({ line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, what });
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isNewExpression(node) && isDate(node.expression) && !node.arguments?.length)
      note(node, 'new Date()');
    else if (ts.isCallExpression(node) && isDate(node.expression)) note(node, 'Date()');
    else if (ts.isPropertyAccessExpression(node) && isDate(node.expression) && node.name.text === 'now')
      note(node, 'Date.now()');
    else if (ts.isElementAccessExpression(node) && isDate(node.expression)) note(node, 'Date[…]');
    else if (isText(node) && SQL_CLOCK.test(node.text)) note(node, 'SQL for the current time');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

/** Also as `globalThis.Date` or in brackets. @param {ts.Expression} node @returns {boolean} */
function isDate(node) {
  if (ts.isParenthesizedExpression(node)) return isDate(node.expression);
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === 'Date' && /^(?:globalThis|global)$/.test(node.expression.getText());
  return ts.isIdentifier(node) && node.text === 'Date';
}

/** @param {ts.Node} node @returns {node is ts.StringLiteralLike | ts.TemplateLiteralToken} */
function isText(node) {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}
