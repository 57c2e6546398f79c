import { build } from './build.mjs';

/**
 * What the statement gateway costs one statement, without a database: `node bench/gateway.mjs`. Medians of rounds; the
 * texts are told apart by a number, so that a first reading is a first one.
 */
build();
const { asOrganization } = await import('@keelson/kernel');
const { CertifiedStatement } = await import('../libs/sql/dist/persistence/certified-statement.js');
const { ScopeCrossings } = await import('../libs/sql/dist/persistence/scope-crossings.js');
const { StatementGateway } = await import('../libs/sql/dist/persistence/statement-gateway.js');

const rounds = 9;
const tables = {
  tenants: new Map([
    ['orders', 'organization_id'],
    ['payments', 'organization_id'],
  ]),
  others: new Set(),
};
const texts = {
  plain: (n) =>
    `SELECT id, total FROM orders WHERE organization_id = $1 AND total > ${n} ORDER BY total, id LIMIT 21`,
  joined: (n) =>
    `SELECT o.id FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.organization_id = $1 WHERE o.organization_id = $1 AND o.total > ${n} AND EXISTS (SELECT 1 FROM payments q WHERE q.organization_id = $1)`,
};

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Microseconds that one call takes. */
function cost(count, call) {
  const each = Array.from({ length: rounds }, (_, round) => {
    const started = performance.now();
    for (let n = 0; n < count; n += 1) call(round * count + n);
    return ((performance.now() - started) * 1000) / count;
  });
  return median(each);
}

function row(title, microseconds) {
  console.log(`${title.padEnd(52)} ${microseconds.toFixed(2).padStart(9)} µs`);
}

await asOrganization('own', async () => {
  for (const dialect of ['postgres', 'mysql']) {
    const gateway = new StatementGateway(dialect, tables, new ScopeCrossings());
    const written = (text) => (dialect === 'mysql' ? text.replaceAll('$1', '?') : text);
    const started = performance.now();
    await gateway.preparation('SELECT id FROM payments');
    if (dialect === 'postgres')
      row('postgres: loading the grammar, once per process', (performance.now() - started) * 1000);
    const values = ['own', 'own', 'own'];
    for (const [title, text] of Object.entries(texts)) {
      row(
        `${dialect}: first parse, ${title}`,
        cost(300, (n) => gateway.admit(written(text(n)), values)),
      );
      const known = written(text(0));
      gateway.admit(known, values);
      row(
        `${dialect}: already parsed, ${title}`,
        cost(200_000, () => gateway.admit(known, values)),
      );
    }
    const certified = new CertifiedStatement(dialect, 'SELECT id FROM orders WHERE organization_id = ?', [0]);
    row(
      `${dialect}: a statement from the store`,
      cost(500_000, () => gateway.admitCertified(certified, values)),
    );
  }
});
