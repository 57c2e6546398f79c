import { withQuery } from '../../catalog/query.js';
import type { Operation } from '../../judged.js';
import type { Answer, Inquiry } from '../../subject.js';
import { columnsOf } from '../../world/columns.js';
import { concurrently } from '../concurrently.js';
import { shown, type Asking } from './asking.js';
import { shapesOf } from './sameness.js';
import { resourcesRead } from './ways.js';

/** No column has this name. */
const nonsense = 'noSuchColumn';

/** A list that takes an order takes none by what its view does not show: the order of the rows would tell it. */
export async function judgeHiddenColumns(asking: Asking): Promise<void> {
  const { operations, world } = asking.judged;
  await concurrently(operations, async (operation) => {
    if (operation.method !== 'GET' || operation.rule?.kind === 'public') return;
    const sort = operation.parameters.find(({ name }) => name === 'sort');
    if (!sort) return;
    const whole = await asking.reading(operation, world.owner);
    const inquire = (name: string) => ({ ...whole, url: withQuery(whole.url, `sort=${name}`) });
    const unknown = await asking.send(inquire(nonsense));
    for (const name of await hiddenColumns(asking, operation, whole)) {
      if (sort.schema.enum?.includes(name)) continue;
      const inquiry = inquire(name);
      const answer = await asking.send(inquiry);
      if (isRefused(answer) || isAlike(answer, unknown)) asking.held('hidden-column', operation);
      else
        asking.found('hidden-column-sorted', operation, {
          message: `${operation.title} sorts by "${name}", which no view shows, so the order of the rows reveals its values.`,
          mend: 'Allow sorting only by fields in the view, and reject all others.',
          evidence: shown(inquiry, answer),
        });
    }
  });
}

/** Whether a name means no more than one that no column has: what is ignored orders nothing. */
function isAlike(answer: Answer, unknown: Answer): boolean {
  return (
    !isRefused(unknown) &&
    answer.text === unknown.text &&
    shapesOf(answer.statements).join('\n') === shapesOf(unknown.statements).join('\n')
  );
}

/** By the names of properties and of columns. Of a controller of one's own, those of all tables that it reads. */
async function hiddenColumns(
  asking: Asking,
  operation: Operation,
  whole: Inquiry,
): Promise<ReadonlySet<string>> {
  const { judged } = asking;
  const { application } = judged.subject;
  const { resource } = operation;
  const resources = resource ? [resource] : resourcesRead(asking, await asking.send(whole));
  return new Set(
    resources.flatMap(({ entity, viewFields }) =>
      columnsOf(application, entity)
        .filter(({ property }) => !viewFields.some(({ name }) => name === property))
        .flatMap(({ property, column }) => [property, column]),
    ),
  );
}

function isRefused({ status }: Answer): boolean {
  return status >= 400;
}
