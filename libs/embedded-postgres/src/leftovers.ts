import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { type PostgresProcess, postgresProcessesIn } from './processes.js';

/** How long a server may take to obey: a fast shutdown writes a checkpoint, an immediate one only leaves. */
export const FAST_STOP_MS = 10_000;
export const IMMEDIATE_STOP_MS = 5_000;

/** PostgreSQL's meanings of signals, postgres(1); what an immediate stop or a kill leaves is recovered at the next start. */
const ESCALATION = [
  { signal: 'SIGINT', patience: FAST_STOP_MS },
  { signal: 'SIGQUIT', patience: IMMEDIATE_STOP_MS },
  { signal: 'SIGKILL', patience: IMMEDIATE_STOP_MS },
] as const;

/**
 * Ends what a killed application left running in its cluster, and removes a `postmaster.pid` that no server stands
 * behind (PostgreSQL itself would refuse to start when the pid in it has been reused). Only to be called with the
 * folder locked. Stopping is chosen over adopting the old server: it may be of other programs, settings and port, and
 * its log has no owner; a fast stop and a start take half a second.
 * @throws EmbeddedPostgresError when a server that Keelson did not start uses the cluster, or one does not end.
 */
export async function endLeftovers(
  cluster: string,
  clusterName: string,
  log: (line: string) => void,
): Promise<void> {
  let running = postgresProcessesIn(cluster, clusterName);
  const foreign = running.find((each) => each.isPostmaster && !each.isOurs);
  if (foreign) {
    throw new EmbeddedPostgresError(
      `PostgreSQL process ${foreign.pid}, which Keelson did not start, uses ${cluster}: stop it (kill -INT ${foreign.pid}) and start again.`,
    );
  }
  if (running.length > 0) {
    log(`stopping PostgreSQL process ${pidsOf(running)}, left behind by a killed process`);
  }
  for (const { signal, patience } of ESCALATION) {
    // Without a postmaster the others notice and leave by themselves; only a last resort signals them.
    for (const each of running) if (each.isPostmaster || signal === 'SIGKILL') send(each.pid, signal);
    const deadline = performance.now() + patience;
    while (running.length > 0 && performance.now() < deadline) {
      await sleep(50);
      running = postgresProcessesIn(cluster, clusterName);
    }
    if (running.length === 0) return rm(join(cluster, 'postmaster.pid'), { force: true });
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL process ${pidsOf(running)} in ${cluster} did not stop: kill it (kill -KILL) and start again.`,
  );
}

function pidsOf(processes: readonly PostgresProcess[]): string {
  const postmaster = processes.filter((each) => each.isPostmaster);
  return (postmaster.length > 0 ? postmaster : processes).map((each) => each.pid).join(', ');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended in the meantime.
  }
}
