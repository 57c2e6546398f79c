import { IsUUID } from 'class-validator';
import { field, type FieldOptions } from './field.js';
import type { AbstractType } from './json-schema.js';

type StampOptions = Pick<FieldOptions, 'description'>;

/**
 * Who created the row: the caller's member, as a reference to its entity. The store writes it, no client and no code does;
 * null for what the system creates. Name the field with `Id`, such as `createdById`, so that `include=createdBy` shows the member.
 */
export function CreatedBy(member: () => AbstractType, options: StampOptions = {}): PropertyDecorator {
  return stamp('created', member, {
    description: 'Id of the member who created the row; null if the system created it.',
    ...options,
  });
}

/** Who changed the row last: as {@link CreatedBy}, with each write. */
export function UpdatedBy(member: () => AbstractType, options: StampOptions = {}): PropertyDecorator {
  return stamp('updated', member, {
    description: 'Id of the member who last changed the row; null if the system changed it.',
    ...options,
  });
}

function stamp(
  stampedWhen: 'created' | 'updated',
  target: () => AbstractType,
  options: StampOptions,
): PropertyDecorator {
  return field(
    { ...options, optional: true },
    {
      kind: 'reference',
      target,
      stamp: stampedWhen,
      expects: 'a UUID',
      schema: { type: 'string', format: 'uuid' },
      rules: (told) => [IsUUID(undefined, told)],
    },
  );
}
