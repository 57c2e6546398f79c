import type { Proceedings } from '../../check.js';
import type { Judged } from '../../judged.js';

const drivers =
  /^\s*(?:import\b.*|.*\b(?:require|import)\()\s*['"](?:pg|mysql2|mysql2\/promise|mysql|mariadb|postgres)['"]/;
const feature = /(?:^|\/)features\/([^/]+)\//;

/** A module with a connection of its own sends its statements past the gate. */
export function judgeConnections({ sources, operations }: Judged, proceedings: Proceedings): void {
  const judged = new Set(operations.map(({ place }) => place.module));
  let found = false;
  for (const { file, line, text } of sources.lines(feature, drivers, 1)) {
    const module = feature.exec(file)?.[1] ?? file;
    if (!judged.has(module)) continue;
    found = true;
    proceedings.found({
      rule: 'gateway/own-connection',
      operation: null,
      place: { module, file, line },
      message: `${file} can open its own connection, which bypasses the statement gateway.`,
      mend: 'Inject Database, DataSource or a repository: their connections go through the gateway.',
      evidence: { notes: [text] },
    });
  }
  if (!found) proceedings.held('gateway/own-connection', null);
}
