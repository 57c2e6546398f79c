import ts from 'typescript';

/** One change of a source file that a person could have made by mistake. */
export interface SourceMutant {
  /** Stable while the code is: file, kind and text; not the line. */
  readonly id: string;
  /** From the project's folder. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `action-without-from`. */
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  /** The whole file with the change. */
  readonly text: string;
}

interface Edit {
  readonly kind: string;
  readonly node: ts.Node;
  readonly after: string;
}

/** All changes of a feature's source file, in the order of their places. */
export function mutantsOf(file: string, text: string): SourceMutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    edits.push(...editsOf(node, source, file));
    ts.forEachChild(node, visit);
  };
  visit(source);
  const seen = new Map<string, number>();
  return edits.map(({ kind, node, after }) => {
    const before = node.getText(source);
    const id = `${file} ${kind}: ${short(before)}`;
    const twin = (seen.get(id) ?? 0) + 1;
    seen.set(id, twin);
    return {
      id: twin > 1 ? `${id} #${twin}` : id,
      file,
      line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
      kind,
      before: short(before),
      after: short(after) || 'nothing',
      text: withKernel(text.slice(0, node.getStart(source)) + after + text.slice(node.getEnd())),
    };
  });
}

/** Some changes need a name of the kernel that the file does not import; on its first line, so that lines stay. */
function withKernel(text: string): string {
  return text.includes('keelsonKernel') ? `import * as keelsonKernel from '@keelson/kernel'; ${text}` : text;
}

function editsOf(node: ts.Node, source: ts.SourceFile, file: string): Edit[] {
  if (ts.isPropertyAssignment(node)) return ofProperty(node, source, file);
  if (ts.isCallExpression(node)) return ofCall(node, source);
  // The whole statement: TypeScript reads a condition that can't hold otherwise than one that is gone.
  if (ts.isIfStatement(node) && isGuard(node)) return [{ kind: 'guard-dropped', node, after: ';' }];
  if (!isMigration(file) && ts.isExpressionStatement(node) && ts.isAwaitExpression(node.expression))
    return [
      {
        kind: 'await-dropped',
        node: node.expression,
        after: `void ${node.expression.expression.getText(source)}`,
      },
    ];
  if (ts.isBinaryExpression(node)) return ofOperator(node, source);
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
    return ofSql(node, source);
  return [];
}

function isMigration(file: string): boolean {
  return file.includes('/migrations/');
}

/** An `if` that only refuses. */
function isGuard({ thenStatement, elseStatement }: ts.IfStatement): boolean {
  const only =
    ts.isBlock(thenStatement) && thenStatement.statements.length === 1
      ? thenStatement.statements[0]
      : thenStatement;
  return !elseStatement && only !== undefined && ts.isThrowStatement(only);
}

/** The declarations of resources, actions, fields and migrations are object literals; each member is one promise. */
function ofProperty(node: ts.PropertyAssignment, source: ts.SourceFile, file: string): Edit[] {
  const name = node.name.getText(source).replaceAll(/['"]/g, '');
  const { initializer } = node;
  const text = initializer.getText(source);
  const within = callAround(node)?.expression.getText(source) ?? '';
  if (isMigration(file)) return ofMigration(name, initializer);
  if (within === 'defineResource') return ofResource(name, node, source);
  if (within === 'Action') {
    if (name === 'from' || name === 'to' || name === 'emits')
      return [dropped(`action-without-${name}`, node)];
    if (name === 'fails') return elements(initializer).map((one) => withoutElement('error-undeclared', one));
    return [];
  }
  if (within === 'Operation' && name === 'secretAnswer') return [dropped('secret-answer-stored', node)];
  if (isFieldDecorator(within)) {
    if (name === 'unique') return [dropped('field-not-unique', node)];
    if (name === 'classified') return [dropped('field-not-classified', node)];
    if (name === 'max' && ts.isNumericLiteral(initializer))
      return [
        {
          kind: 'bound-loosened',
          node: initializer,
          after: String(Number(text.replaceAll('_', '')) * 1_000),
        },
      ];
    if (name === 'min' && ts.isNumericLiteral(initializer) && text !== '0')
      return [{ kind: 'bound-loosened', node: initializer, after: '0' }];
  }
  if (name === 'limit') return [dropped('limit-dropped', node)];
  return [];
}

function ofResource(name: string, node: ts.PropertyAssignment, source: ts.SourceFile): Edit[] {
  const { initializer } = node;
  const text = initializer.getText(source);
  const replaced = (kind: string, after: string): Edit => ({ kind, node: initializer, after });
  switch (name) {
    case 'visible':
      return [
        ...(text.includes('=> everything')
          ? []
          : [replaced('visible-widened', "() => ({ rule: 'everything' })")]),
        replaced('visible-narrowed', "() => ({ rule: 'nothing' })"),
      ];
    case 'editableIn':
      return [
        dropped('editable-in-any-state', node),
        ...elements(initializer).map((one) => withoutElement('editable-in-fewer-states', one)),
      ];
    case 'members': {
      const declared = permissionsBeside(node);
      const given = elements(initializer);
      const missing = declared.filter((one) => !text.includes(`'${one}'`));
      return [
        ...missing.map((one) =>
          replaced('members-grown', text === '[]' ? `['${one}']` : text.replace(/,?\s*\]$/, `, '${one}']`)),
        ),
        ...given.map((one) => withoutElement('members-shrunk', one)),
        ...given
          .slice(0, 1)
          .flatMap((node) => missing.map((one) => ({ kind: 'members-swapped', node, after: `'${one}'` }))),
      ];
    }
    case 'view':
    case 'create':
    case 'update':
      return elements(initializer).map((one) => withoutElement(`field-dropped-from-${name}`, one));
    case 'filter':
    case 'sort':
    case 'search':
      return elements(initializer).map((one) => withoutElement(`list-without-${name}`, one));
    case 'tenancy':
      return text === "'organization'" ? [replaced('tenancy-system', "'system'")] : [];
    default:
      return [];
  }
}

function ofMigration(name: string, initializer: ts.Expression): Edit[] {
  const kinds: Readonly<Record<string, string>> = {
    filter: 'index-dropped',
    sort: 'index-dropped',
    indexes: 'index-dropped',
    uniques: 'unique-index-dropped',
  };
  const kind = kinds[name];
  if (!kind) return [];
  return elements(initializer).map((one) => withoutElement(kind, one));
}

function ofCall(node: ts.CallExpression, source: ts.SourceFile): Edit[] {
  const callee = node.expression.getText(source);
  const args = node.arguments.map((one) => one.getText(source));
  if (callee === 'createIndex') return [{ kind: 'index-dropped', node, after: 'Promise.resolve()' }];
  const isDecorator = ts.isDecorator(node.parent);
  if (isDecorator && callee === 'Ref') {
    const options = args[1] ?? '{}';
    return [{ kind: 'reference-undeclared', node, after: `keelsonKernel.Identifier(${options})` }];
  }
  if (isDecorator && callee === 'Fails')
    return node.arguments.map((one) => withoutElement('error-undeclared', one));
  if (isDecorator && callee === 'Allow')
    return [{ kind: 'signed-in-is-enough', node, after: "keelsonKernel.SignedIn('everyone may')" }];
  if (isDecorator && callee === 'SignedIn')
    return [{ kind: 'public-by-accident', node, after: "keelsonKernel.Public('everyone may')" }];
  if (isDecorator && (callee === 'Operation' || callee === 'ExactLimit'))
    return [{ kind: `${callee.toLowerCase()}-dropped`, node, after: '((..._all: unknown[]) => undefined)' }];
  if (callee.endsWith('.lock') && args.length === 1)
    return [
      {
        kind: 'not-locked',
        node,
        after: `${callee.replace(/\.lock$/, '.find')}({ id: ${args[0]} } as never)`,
      },
    ];
  return [];
}

const turned: Readonly<Record<string, readonly [kind: string, instead: string]>> = {
  '<': ['boundary-moved', '<='],
  '<=': ['boundary-moved', '<'],
  '>': ['boundary-moved', '>='],
  '>=': ['boundary-moved', '>'],
  '+=': ['sum-turned', '-='],
  '-=': ['sum-turned', '+='],
};

/** What stands on a bound falls on its other side; what is added is taken away. */
function ofOperator({ operatorToken }: ts.BinaryExpression, source: ts.SourceFile): Edit[] {
  const found = turned[operatorToken.getText(source)];
  return found ? [{ kind: found[0], node: operatorToken, after: found[1] }] : [];
}

/** A tenant's condition in SQL text that holds for everyone. */
function ofSql(node: ts.Node, source: ts.SourceFile): Edit[] {
  const text = node.getText(source);
  const wide = text.replace(/\b((?:\w+\.)?organization_id = \?)/, '($1 OR 1 = 1)');
  return wide === text ? [] : [{ kind: 'tenant-widened-in-sql', node, after: wide }];
}

function dropped(kind: string, node: ts.PropertyAssignment): Edit {
  // A spread of nothing keeps the commas around it right.
  return { kind, node, after: '...{}' };
}

/** Whether the element has a comma behind it decides nothing: arrays and arguments take a spread of none. */
function withoutElement(kind: string, node: ts.Node): Edit {
  return { kind, node, after: '...[]' };
}

function elements(node: ts.Expression): readonly ts.Expression[] {
  const bare = ts.isAsExpression(node) ? node.expression : node;
  return ts.isArrayLiteralExpression(bare) ? bare.elements : [];
}

function permissionsBeside(node: ts.PropertyAssignment): string[] {
  for (const one of node.parent.properties)
    if (
      ts.isPropertyAssignment(one) &&
      one.name.getText() === 'permissions' &&
      ts.isObjectLiteralExpression(one.initializer)
    )
      return one.initializer.properties.map((part) => part.name?.getText().replaceAll(/['"]/g, '') ?? '');
  return [];
}

function callAround(node: ts.Node): ts.CallExpression | undefined {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) if (ts.isCallExpression(at)) return at;
  return undefined;
}

function isFieldDecorator(name: string): boolean {
  return /^(Text|Email|Integer|Amount|Currency|Instant|Flag|OneOf|Identifier|Ref|ListOf|Json)$/.test(name);
}

function short(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 120);
}
