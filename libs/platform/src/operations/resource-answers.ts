import {
  partialType,
  ResourceReader,
  validationFailed,
  type OperationReply,
  type OperationRequest,
  type Resource,
} from '@keelson/kernel';
import { Injectable } from '@nestjs/common';
import { HttpSettings } from '../http/ports.js';
import { publicPath } from '../runtime/ports.js';
import {
  isUuid,
  readListRequest,
  readShapeRequest,
  ScopedStores,
  type ShapeRequest,
} from '../persistence/ports.js';
import { composedTag, namesTagWeakly, versionTag } from './entity-tag.js';

type Query = Readonly<Record<string, unknown>>;

const whole: ShapeRequest = { fields: null, includes: [] };

/** {@link ResourceReader}: the answers of `GET /v1/<path>` and `GET /v1/<path>/{id}`. */
@Injectable()
export class ResourceAnswers extends ResourceReader {
  constructor(
    private readonly stores: ScopedStores,
    private readonly http: HttpSettings,
  ) {
    super();
  }

  override async list(declared: unknown, request: OperationRequest, reply: OperationReply): Promise<unknown> {
    const resource = declared as Resource;
    const query = request.query as Query;
    const wanted = readListRequest(resource, query);
    const answer = await this.stores.viewsOf(resource.entity).page(wanted);
    if (answer.page.next) {
      const next = publicPath(this.http, nextPage(request.url, answer.page.next));
      reply.header('Link', `<${next}>; rel="next"`);
    }
    if (!wanted.fields) return answer;
    reply.header('Content-Type', partialType);
    return { ...answer, data: answer.data.map((row) => masked(row, wanted)) };
  }

  override async read(declared: unknown, request: OperationRequest, reply: OperationReply): Promise<unknown> {
    const resource = declared as Resource;
    const { id } = request.params as { id?: unknown };
    if (!isUuid(id))
      throw validationFailed({
        detail: 'The id in the path is not a UUID.',
        errors: [{ parameter: 'id', detail: 'must be a UUID' }],
      });
    const query = request.query as Query;
    const wanted = Object.keys(query).length === 0 ? whole : readShapeRequest(resource, query);
    const row = await this.stores.viewsOf(resource.entity).one(id.toLowerCase(), wanted);
    const body = wanted.fields ? masked(row, wanted) : row;
    const version = row['version'] as number;
    const tag = wanted.includes.length > 0 ? composedTag(version, body) : versionTag(version);
    reply.header('ETag', tag);
    if (wanted.fields) reply.header('Content-Type', partialType);
    const known = request.headers['if-none-match'];
    if (typeof known === 'string' && namesTagWeakly(known, tag)) {
      reply.status(304);
      return undefined;
    }
    return body;
  }
}

function masked(
  row: Readonly<Record<string, unknown>>,
  { fields, includes }: ShapeRequest,
): Record<string, unknown> {
  return Object.fromEntries([...(fields ?? []), ...includes].map((name) => [name, row[name]]));
}

/** The path and query of the page after, as the client wrote this one. */
function nextPage(url: string, cursor: string): string {
  const at = url.indexOf('?');
  const parameters = new URLSearchParams(at < 0 ? '' : url.slice(at + 1));
  parameters.set('cursor', cursor);
  return `${at < 0 ? url : url.slice(0, at)}?${parameters.toString()}`;
}
