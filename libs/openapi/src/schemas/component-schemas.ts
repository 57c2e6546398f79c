import { fieldsOf, type AbstractType, type FieldSpec, type JsonSchema, type Resource } from '@keelson/kernel';
import { fieldSchema, publishedSchema } from './field-schema.js';

/** What a class of fields is used as: what leaves, some members of it, what comes in, what changes a row. */
export type Direction = 'output' | 'part' | 'input' | 'patch';

interface Component {
  readonly type: AbstractType;
  readonly schema: JsonSchema;
}

/**
 * `components.schemas`, made of the kernel's fields. A class that leaves and comes in has one schema where both agree,
 * and two where they don't.
 */
export class ComponentSchemas {
  private readonly components = new Map<string, Component>();
  private readonly names = new Map<AbstractType, Map<Direction, string>>();

  /**
   * @param foreign the schemas of classes that aren't (only) made of fields, by name
   * @param resources views get an optional member for each row that `include=` adds
   * @param classOf what the application makes of a class: with the fields that modules add
   */
  constructor(
    private readonly foreign: Readonly<Record<string, JsonSchema>>,
    private readonly resources: readonly Resource[],
    private readonly classOf: (type: AbstractType) => AbstractType = (type) => type,
  ) {}

  /** A reference to the class's schema. @throws Error when two classes share a name */
  refTo(declared: AbstractType, direction: Direction): JsonSchema {
    const type = this.classOf(declared);
    const known = this.names.get(type) ?? new Map<Direction, string>();
    this.names.set(type, known);
    const name = known.get(direction) ?? this.add(type, direction, known);
    return { $ref: `#/components/schemas/${name}` };
  }

  /** All of them by name, with those that were only referred to by foreign ones. */
  all(): Record<string, JsonSchema> {
    const own = [...this.components].map(([name, { schema }]) => [name, schema] as const);
    const rest = Object.entries(this.foreign)
      .filter(([name]) => !this.components.has(name))
      .map(([name, schema]) => [name, publishedSchema(schema)] as const);
    return Object.fromEntries([...own, ...rest].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private add(type: AbstractType, direction: Direction, known: Map<Direction, string>): string {
    // The name is taken before the members are made: views may refer to each other in a circle.
    const name = this.nameFor(type, direction);
    known.set(direction, name);
    this.components.set(name, { type, schema: {} });
    const schema = this.schemaOf(type, direction);
    const twin = [...known.values()].find(
      (other) => other !== name && same(this.components.get(other)?.schema, schema),
    );
    if (twin !== undefined) {
      this.components.delete(name);
      known.set(direction, twin);
      return twin;
    }
    this.components.set(name, { type, schema });
    return name;
  }

  private nameFor(type: AbstractType, direction: Direction): string {
    const name = direction === 'part' ? `${type.name}Part` : type.name;
    const taken = this.components.get(name);
    if (!taken) return name;
    if (taken.type !== type)
      throw new Error(
        `Two classes with fields are named "${name}", but schema names must be unique in the document: rename the class of the input or of the response.`,
      );
    return `${type.name}${{ output: 'Answer', part: 'Part', input: 'Input', patch: 'Patch' }[direction]}`;
  }

  private schemaOf(type: AbstractType, direction: Direction): JsonSchema {
    const fields = fieldsOf(type);
    const foreign = this.foreign[type.name] ?? {};
    const leaves = direction === 'output' || direction === 'part';
    const guarded = leaves ? this.guardedIn(type) : new Map<string, string>();
    const members = Object.fromEntries(
      fields.map((field) => [
        field.name,
        withPermission(this.member(field, direction), guarded.get(field.name)),
      ]),
    );
    const others = Object.entries(publishedSchema(foreign).properties ?? {}).filter(
      ([name]) => !(name in members),
    );
    const included = leaves ? this.included(type) : {};
    const required = [
      ...(foreign.required ?? []).filter((name) => !(name in members)),
      ...(direction === 'patch' || direction === 'part'
        ? []
        : fields
            .filter((field) => isPresent(field, direction) && !guarded.has(field.name))
            .map(({ name }) => name)),
    ];
    return {
      type: 'object',
      ...(foreign.description && { description: foreign.description }),
      ...(required.length > 0 && { required }),
      additionalProperties: false,
      properties: { ...Object.fromEntries(others), ...members, ...included },
    };
  }

  private member(field: FieldSpec, direction: Direction): JsonSchema {
    // An element of a list is written as a whole, also by a patch, and shown as a whole.
    const inside = ({ patch: 'input', part: 'output' } as const)[direction as 'patch' | 'part'] ?? direction;
    const schema = fieldSchema(field, field.element ? this.refTo(field.element(), inside) : null);
    return field.fallback !== undefined && direction === 'input' && isJson(field.fallback)
      ? { ...schema, default: field.fallback }
      : schema;
  }

  /** The members of a view that are left out for callers without a permission, with the permission. */
  private guardedIn(view: AbstractType): ReadonlyMap<string, string> {
    return this.resources.find((one) => one.view === view)?.guarded ?? new Map<string, string>();
  }

  /** The rows that `include=` adds to a resource's view. */
  private included(view: AbstractType): Record<string, JsonSchema> {
    const resource = this.resources.find((one) => one.view === view);
    const members: Record<string, JsonSchema> = {};
    for (const [name, field] of resource?.includes ?? []) {
      const target = field.target?.();
      const shown = this.resources.find((one) => one.entity === target && one.audience === 'members');
      if (!shown) continue;
      members[name] = {
        description: `With \`include=${name}\`: the row that \`${field.name}\` refers to, or null if you have no access to it.`,
        anyOf: [this.refTo(shown.view, 'output'), { type: 'null' }],
      };
    }
    return members;
  }
}

function withPermission(schema: JsonSchema, permission: string | undefined): JsonSchema {
  if (permission === undefined) return schema;
  const note = `Present only with the permission \`${permission}\`.`;
  return { ...schema, description: schema.description ? `${schema.description} ${note}` : note };
}

/** Whether a body always has the member. */
function isPresent(field: FieldSpec, direction: Direction): boolean {
  return field.required && (direction === 'output' || field.fallback === undefined);
}

function isJson(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
