import { ResourceReader, RowsOutcome, ViewOutcome, type Resource, type View } from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { readListRequest, readShapeRequest, ScopedStores, type ShapeRequest } from '../persistence/ports.js';
import { idOf } from './running-operation.js';

type Query = Readonly<Record<string, unknown>>;

const whole: ShapeRequest = { fields: null, includes: [] };

/** {@link ResourceReader}: pages and rows as the caller may see them. */
@Injectable()
export class ResourceAnswers extends ResourceReader {
  constructor(private readonly stores: ScopedStores) {
    super();
  }

  override async list(declared: unknown, query: Query): Promise<RowsOutcome> {
    const resource = declared as Resource;
    const wanted = readListRequest(resource, query);
    const page = await this.stores.viewsOf(resource.entity).page(wanted);
    if (!wanted.fields) return new RowsOutcome(page);
    return new RowsOutcome({ ...page, data: page.data.map((row) => masked(row, wanted)) }, true);
  }

  override async read(declared: unknown, id: unknown, query: Query = {}): Promise<ViewOutcome> {
    const resource = declared as Resource;
    const wanted = isEmpty(query) ? whole : readShapeRequest(resource, query);
    const row = await this.stores.viewsOf(resource.entity).one(idOf(id), wanted);
    const view = wanted.fields ? masked(row, wanted) : row;
    return new ViewOutcome(
      view,
      { id: row['id'] as string, version: row['version'] as number },
      { partial: wanted.fields !== null, composed: wanted.includes.length > 0 },
    );
  }
}

function isEmpty(query: Query): boolean {
  for (const _ in query) return false;
  return true;
}

function masked(row: View, { fields, includes }: ShapeRequest): View {
  return Object.fromEntries([...(fields ?? []), ...includes].map((name) => [name, row[name]]));
}
