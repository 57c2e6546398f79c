import {
  AcceptedJob,
  areaOf,
  largestPage,
  permissionOf,
  titleOf,
  type CatalogOperation,
  type JsonSchema,
  type Resource,
} from '@keelson/kernel';
import type { OperationDocument, ParameterDocument, ResponseDocument } from '../document.js';
import type { Route } from '../routes.js';
import { hasWrittenTags, writtenOperation } from '../swagger-metadata.js';
import type { ComponentSchemas } from '../schemas/component-schemas.js';
import { exportParameters, listParameters, readParameters } from './list-parameters.js';
import { nounOf, oneOf, pluralOf, withArticle } from './noun.js';

interface Words {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
}

/** What an author has written comes before what is derived; what @nestjs/swagger makes up comes last. */
export function completedDocument(
  route: Route,
  written: OperationDocument,
  schemas: ComponentSchemas,
): OperationDocument {
  const { type, handler } = route;
  const derived = derivedDocument(route, schemas);
  const { operationId = written.operationId, tags, summary, description, parameters = [] } = derived;
  const told = Object.entries(written.responses).filter(([, answer]) => 'content' in answer);
  return {
    ...written,
    operationId: writtenOperation(handler).operationId ?? operationId,
    tags: (tags && !hasWrittenTags(type, handler) ? tags : written.tags) ?? [],
    summary: written.summary || summary,
    description: written.description || description,
    parameters: [...(written.parameters ?? []), ...parameters],
    responses: { ...written.responses, ...derived.responses, ...Object.fromEntries(told) },
  };
}

/** What the kernel knows of a route's operation, without a word of its author. */
function derivedDocument(route: Route, schemas: ComponentSchemas): Partial<OperationDocument> {
  const { operation, resource } = route;
  return {
    ...(resource && { tags: [resource.audience === 'operators' ? 'installation' : resource.path] }),
    ...derivedWords(route),
    parameters: operation && resource ? parametersOf(operation, resource) : [],
    responses: operation ? responsesOf(operation, schemas) : {},
  };
}

/** The operation id, summary and description of a resource's operation; nothing of any other. */
export function derivedWords({ operation, resource }: Route): Partial<Words> {
  // An action may stand on a controller of another kind, which has no resource.
  const about = resource ?? operation?.resource;
  return operation && about ? wordsOf(operation, about) : {};
}

function wordsOf(operation: CatalogOperation, resource: Resource): Partial<Words> {
  const { permissions } = resource;
  const noun = nounOf(resource);
  const one = withArticle(resource);
  const title = titleOf(resource);
  switch (operation.verb) {
    case 'list':
      return {
        operationId: `list-${areaOf(resource)}`,
        summary: `List ${pluralOf(resource)}`,
        description: `${resource.description} Paginated: pass \`page.next\` as \`cursor\` until it is null.`,
      };
    case 'read':
      return {
        operationId: `read-${title}`,
        summary: `Get ${one}`,
        description: `Returns the ${noun} with this id.`,
      };
    case 'create':
      return {
        operationId: `create-${title}`,
        summary: permissions['create'] ?? `Create ${one}`,
        description: `Creates ${one}.`,
      };
    case 'update':
      return {
        operationId: `update-${title}`,
        summary: permissions['update'] ?? `Change ${one}`,
        description: `Changes the ${noun} with a JSON merge patch (RFC 7396): omitted fields keep their values, and null clears an optional field.${editable(resource)}`,
      };
    case 'remove':
      return {
        operationId: `remove-${title}`,
        summary: permissions['remove'] ?? `Delete ${one}`,
        description: `Deletes the ${noun}; its audit entries are kept.${editable(resource)}`,
      };
    case 'action':
      return wordsOfAction(operation, operation.resource ?? resource);
    case 'free':
      return wordsOfTransfer(operation, resource);
  }
}

function wordsOfAction({ name, description, from, to }: CatalogOperation, resource: Resource): Words {
  const key = name.slice(name.indexOf(':') + 1);
  const summary = resource.permissions[key] ?? key;
  const moves = to
    ? ` Moves the ${nounOf(resource)} ${from ? `from ${oneOf(from)} ` : ''}to ${oneOf(to)}.`
    : '';
  return {
    operationId: `${key}-${titleOf(resource)}`,
    summary,
    description: `${(description ?? summary).replace(/\.?$/, '.')}${moves}`,
  };
}

function wordsOfTransfer({ name }: CatalogOperation, resource: Resource): Partial<Words> {
  const rows = pluralOf(resource);
  if (isTransfer('export', name, resource))
    return {
      operationId: `export-${resource.path}`,
      summary: resource.permissions['export'] ?? `Export ${rows}`,
      description: `Starts a job that exports ${rows}. Accepts the same filters and sort order as the list endpoint. Exports only rows that you can see while the job runs. Download the file from \`GET /v1/jobs/{id}/file\` before it expires. CSV files follow RFC 4180, in UTF-8 with a header row. Text that a spreadsheet would interpret as a formula gets a leading apostrophe, and lists are written as JSON.`,
    };
  if (isTransfer('import', name, resource))
    return {
      operationId: `import-${resource.path}`,
      summary: resource.permissions['import'] ?? `Import ${rows}`,
      description: `Starts a job that creates ${withArticle(resource)} from each line of the file, with the same validation as the create endpoint. Rejected lines are skipped: \`GET /v1/jobs/{id}/file\` lists them by line number until the report expires, and the job result counts accepted and rejected lines. A CSV file starts with a header row of field names, and an empty cell means null. Removes the apostrophes that an export puts in front of formulas. The job reports its progress in bytes.`,
    };
  return {};
}

/** Parameters that the method looks at: a verb that its author has written may take none. */
function parametersOf(operation: CatalogOperation, resource: Resource): ParameterDocument[] {
  if (isTransfer('export', operation.name, resource)) return exportParameters(resource);
  if (!operation.arguments.all.some(({ kind }) => kind === 'query')) return [];
  if (operation.verb === 'list') return listParameters(resource);
  return operation.verb === 'read' ? readParameters(resource) : [];
}

function responsesOf(
  { verb, accepts, resource, answer }: CatalogOperation,
  schemas: ComponentSchemas,
): Record<string, ResponseDocument> {
  const json = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });
  if (accepts)
    return {
      202: {
        description: "Accepted. Poll the path in `Location` for the job's progress.",
        ...json(schemas.refTo(AcceptedJob, 'output')),
      },
    };
  if (!resource || verb === 'free') return {};
  const noun = nounOf(resource);
  if (!answer) return { 204: { description: `The ${noun} is deleted.` } };
  const shown = schemas.refTo(answer, 'output');
  if (verb === 'list') return { 200: { description: 'A page of the list.', ...json(pageOf(shown)) } };
  if (verb === 'create') return { 201: { description: `The new ${noun}.`, ...json(shown) } };
  const after = verb === 'action' ? ' after the action' : '';
  return { 200: { description: `The ${noun}${after}.`, ...json(shown) } };
}

const pageOf = (row: JsonSchema): JsonSchema => ({
  type: 'object',
  required: ['data', 'page'],
  additionalProperties: false,
  properties: {
    data: { type: 'array', maxItems: largestPage, items: row },
    page: {
      type: 'object',
      required: ['next', 'limit'],
      additionalProperties: false,
      properties: {
        next: {
          type: ['string', 'null'],
          maxLength: 1024,
          description: 'Cursor for the next page; null on the last page.',
        },
        limit: { type: 'integer', minimum: 1, maximum: largestPage },
        count: {
          type: 'integer',
          minimum: 0,
          maximum: 10_000,
          description: 'Number of matching rows. Present only with `count=true`.',
        },
        countIsExact: {
          type: 'boolean',
          description: 'Whether `count` is exact; false if counting stopped at 10,000.',
        },
      },
    },
  },
});

function isTransfer(verb: 'export' | 'import', name: string, resource: Resource): boolean {
  return resource[verb] && name === permissionOf(resource, verb);
}

/** ` Allowed only while its state is draft.` */
function editable({ editableIn }: Resource): string {
  return editableIn ? ` Allowed only while its state is ${oneOf(editableIn)}.` : '';
}
