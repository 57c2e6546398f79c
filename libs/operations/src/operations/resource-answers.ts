import {
  idOf,
  ResourceReader,
  RowsOutcome,
  ViewOutcome,
  type ListQuery,
  type DeclaredResource,
  type ReadQuery,
  type View,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { asAudience, ScopedStores } from '@keelson/sql/ports';

const whole: ReadQuery = { fields: null, includes: [] };

/** {@link ResourceReader}: pages and rows as the caller may see them. */
@Injectable()
export class ResourceAnswers extends ResourceReader {
  constructor(private readonly stores: ScopedStores) {
    super();
  }

  override async list(declared: unknown, query: ListQuery): Promise<RowsOutcome> {
    const resource = declared as DeclaredResource;
    const page = await asAudience(resource, () => this.stores.viewsOf(resource).page(query));
    if (!query.fields) return new RowsOutcome(page);
    return new RowsOutcome({ ...page, data: page.data.map((row) => masked(row, query)) }, true);
  }

  override async read(declared: unknown, id: unknown, query: ReadQuery = whole): Promise<ViewOutcome> {
    const resource = declared as DeclaredResource;
    const views = this.stores.viewsOf(resource);
    const row = await asAudience(resource, () => views.one(idOf(id), query));
    const view = query.fields ? masked(row, query) : row;
    return new ViewOutcome(
      view,
      { id: row['id'] as string, version: row['version'] as number },
      { partial: query.fields !== null, composed: query.includes.length > 0, hidden: views.hidden() },
    );
  }
}

function masked(row: View, { fields, includes }: ReadQuery): View {
  return Object.fromEntries([...(fields ?? []), ...includes].map((name) => [name, row[name]]));
}
