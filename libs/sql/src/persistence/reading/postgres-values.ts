import type { A_Const, A_Expr, BoolExpr, ColumnRef, Node, ParamRef, TypeCast } from 'libpg-query';
import type { Equation } from './outline.js';
import type { Binding } from './reading.js';

/** The one kind and body of a node of libpg_query's tree. */
export function nodeOf(node: Node | undefined): readonly [kind: string, body: unknown] {
  return Object.entries(node ?? {})[0] ?? ['', undefined];
}

/** A parameter or a literal, bare or cast to a type that keeps text as it is. */
export function valueOf(node: Node | undefined): Binding | null {
  const [kind, body] = nodeOf(node);
  if (kind === 'ParamRef') return { kind: 'parameter', position: ((body as ParamRef).number ?? 0) - 1 };
  if (kind === 'A_Const') {
    const value = (body as A_Const & { sval?: { sval?: string } }).sval?.sval;
    return value === undefined ? null : { kind: 'literal', value };
  }
  if (kind === 'TypeCast') {
    const { arg, typeName } = body as TypeCast;
    const type = (nodeOf(typeName?.names?.at(-1))[1] as { sval?: string } | undefined)?.sval ?? '';
    const plain = ['text', 'varchar', 'uuid'].includes(type) && !typeName?.typmods && !typeName?.arrayBounds;
    return plain ? valueOf(arg) : null;
  }
  return null;
}

/** The conditions that hold together: those that AND joins at the top. */
export function conjunctsOf(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  const [kind, body] = nodeOf(node);
  const { boolop, args = [] } = body as BoolExpr;
  return kind === 'BoolExpr' && boolop === 'AND_EXPR' ? args.flatMap((arg) => conjunctsOf(arg)) : [node];
}

/** `column = value`, either way round. */
export function equationOf(node: Node): Omit<Equation, 'among'> | null {
  const [kind, body] = nodeOf(node);
  const { kind: form, name = [], lexpr, rexpr } = body as A_Expr;
  const operator = (nodeOf(name[0])[1] as { sval?: string } | undefined)?.sval;
  if (kind !== 'A_Expr' || form !== 'AEXPR_OP' || name.length !== 1 || operator !== '=') return null;
  const column = fieldsOf(lexpr) ?? fieldsOf(rexpr);
  const value = valueOf(rexpr) ?? valueOf(lexpr);
  if (!column || !value) return null;
  const [last, alias = null, more] = [...column].reverse();
  return last === undefined || more !== undefined ? null : { alias, column: last, value };
}

function fieldsOf(node: Node | undefined): readonly string[] | null {
  const [kind, body] = nodeOf(node);
  if (kind !== 'ColumnRef') return null;
  const fields = ((body as ColumnRef).fields ?? []).map(
    (field) => (nodeOf(field)[1] as { sval?: string } | undefined)?.sval,
  );
  return fields.every((field) => field !== undefined) ? fields : null;
}
