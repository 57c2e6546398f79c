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
      : [`its result does not add up to the ${sent} lines that it was sent`]),
    ...(rows.length < Number(accepted)
      ? [`${rows.length} rows came of the lines that it calls accepted`]
      : []),
    ...(file.length === Number(refused)
      ? []
      : [`its report names ${file.length} of the lines that it calls refused`]),
  ];
  if (faults.length === 0) return trials.held(one, 'import-unaccounted');
  trials.found(
    one,
    'import-unaccounted',
    `${one.operation.title} does not account for every line: ${faults.join('; ')}.`,
    'Let each line become a row of its own or fail with an error: a create() that returns a row that was there before is counted as if it had made one. A job of your own returns lines, accepted and refused, and names each refused line in its file.',
    inquiry,
    answer,
    JSON.stringify(result),
    JSON.stringify(file.slice(0, 20)),
  );
}
