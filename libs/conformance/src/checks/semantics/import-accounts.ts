import { sendLines, type Import } from './import-outcome.js';
import type { Trials } from './trial.js';

/** What an import says of its lines adds up, and is true: none is lost between them, whatever stands beside it. */
export async function judgeAccounts(trials: Trials, one: Import): Promise<void> {
  const { world } = trials.asking.judged;
  const values = () => world.valuesFor(one.input, world.owner, one.resource);
  const twice = await values();
  const lines = [twice, '{"broken', twice, '', await values()];
  const { inquiry, answer, rows, file, result } = await sendLines(trials, one, lines);
  // All but the empty one.
  const sent = lines.filter((line) => line !== '').length;
  const { lines: counted, accepted, refused } = result ?? {};
  const faults = [
    ...(counted === sent && Number(accepted) + Number(refused) === sent
      ? []
      : [`the counts in its result do not add up to the ${sent} lines sent`]),
    ...(rows.length < Number(accepted)
      ? [`it counts ${Number(accepted)} lines as accepted but created ${rows.length} rows`]
      : []),
    ...(file.length === Number(refused)
      ? []
      : [`its report lists ${file.length} rejected lines instead of ${Number(refused)}`]),
  ];
  if (faults.length === 0) return trials.held(one, 'import-unaccounted');
  trials.found(
    one,
    'import-unaccounted',
    `${one.operation.title} does not account for every line: ${faults.join('; ')}.`,
    'Create a new row from each line or throw an error: if create() returns an existing row, the line is still counted as a created row. A custom job must return the counts `lines`, `accepted` and `refused`, and list each rejected line in its result file.',
    inquiry,
    answer,
    JSON.stringify(result),
    JSON.stringify(file.slice(0, 20)),
  );
}
