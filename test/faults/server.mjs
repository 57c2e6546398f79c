/**
 * A server process of the build with the ledger's feature beside the shipped ones. `dist/` and the compiled feature in
 * `dist/test/faults` must be there (`build.ts`). Read from the environment, beside the settings: LEDGER_RECORDER, the URL
 * of the driver's recorder; LEDGER_MUTATIONS, those of a planted bug as JSON; LEDGER_CLOCK_MS, by how much this process's clock is wrong.
 */
import 'reflect-metadata';
import module from 'node:module';

const { LEDGER_MUTATIONS: mutations, LEDGER_CLOCK_MS: skew } = process.env;

// As with npm: nothing that the driver has started outlives it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 500).unref();

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

const { AppModule } = await import('../../dist/src/app.module.js');
const { LedgerModule } = await import('../../dist/test/faults/feature/ledger.module.js');
const shipped = Reflect.getMetadata('imports', AppModule);
Reflect.defineMetadata('imports', [...shipped, LedgerModule], AppModule);
await import('../../dist/src/main.js');
