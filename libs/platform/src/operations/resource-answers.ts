import {
  ResourceReader,
  RowsOutcome,
  ViewOutcome,
  type ListQuery,
  type ReadQuery,
  type Resource,
  type View,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { ScopedStores } from '../persistence/ports.js';
import { idOf } from './running-operation.js';

const whole: ReadQuery = { fields: null, includes: [] };

/** {@link ResourceReader}: pages and rows as the caller may see them. */
@Injectable()
export class ResourceAnswers extends ResourceReader {
  constructor(private readonly stores: ScopedStores) {
    super();
  }

  override async list(declared: unknown, query: ListQuery): Promise<RowsOutcome> {
    const resource = declared as Resource;
    const page = await this.stores.viewsOf(resource.entity).page(query);
    if (!query.fields) return new RowsOutcome(page);
    return new RowsOutcome({ ...page, data: page.data.map((row) => masked(row, query)) }, true);
  }

  override async read(declared: unknown, id: unknown, query: ReadQuery = whole): Promise<ViewOutcome> {
    const resource = declared as Resource;
    const views = this.stores.viewsOf(resource.entity);
    const row = await views.one(idOf(id), query);
    const view = query.fields ? masked(row, query) : row;
    return new ViewOutcome(
      view,
      { id: row['id'] as string, version: row['version'] as number },
      // By the version alone, a caller who may see more from now on would be answered 304.
      { partial: query.fields !== null, composed: query.includes.length > 0 || views.hidden().length > 0 },
    );
  }
}

function masked(row: View, { fields, includes }: ReadQuery): View {
  return Object.fromEntries([...(fields ?? []), ...includes].map((name) => [name, row[name]]));
}
