/**
 * A server process of the build, with the ledger's feature beside the shipped ones where there is a LEDGER_RECORDER. It is
 * what `test/support/server-bundle.ts` makes one file of. `dist/` and the compiled feature in `dist/test/faults` must be
 * there (`build.ts`). Read from the environment, beside the settings: LEDGER_RECORDER, the URL of the driver's recorder;
 * LEDGER_MUTATIONS, those of a planted bug as JSON, which need the files one by one; LEDGER_CLOCK_MS, by how much this
 * process's clock is wrong.
 */
import module from 'node:module';

const { LEDGER_RECORDER: recorder, LEDGER_MUTATIONS: mutations, LEDGER_CLOCK_MS: skew } = process.env;

// As with npm: nothing that the tests have started outlives them. A process of the ledger has no time to end in order.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, recorder ? 'SIGKILL' : 'SIGTERM');
}, 500);
watch.unref();

if (mutations) module.register('./planted-bug-hooks.mjs', import.meta.url, { data: JSON.parse(mutations) });
if (skew) {
  const Real = Date;
  const wrong = () => Real.now() + Number(skew);
  globalThis.Date = class extends Real {
    constructor(...parts) {
      // @ts-expect-error -- the parts are whatever Date takes
      super(...(parts.length > 0 ? parts : [wrong()]));
    }
    static now() {
      return wrong();
    }
  };
}

async function addLedger() {
  const { AppModule } = await import('../../dist/src/app.module.js');
  const { LedgerModule } = await import('../../dist/test/faults/feature/ledger.module.js');
  const shipped = Reflect.getMetadata('imports', AppModule);
  Reflect.defineMetadata('imports', [...shipped, LedgerModule], AppModule);
}

// Not awaited by the module itself: the one file of the bundle is of CommonJS.
void import('reflect-metadata')
  .then(() => recorder && addLedger())
  .then(() => import('../../dist/src/main.js'));
