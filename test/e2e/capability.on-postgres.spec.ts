import { checksOf, verify } from '@keelson/conformance';
import { FeatureRegistry, SettingsError } from '@keelson/kernel';
import { BackgroundLoops, Database, loadSettings, PlatformModule, runCommandLine } from '@keelson/platform';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { shortSize } from '../conformance/judge-shipped.js';
import { startSubject } from '../conformance/subject.js';
import { startApp, type TestApp } from '../support/app.js';
import { harborWith } from '../support/capabilities/harbor/harbor.module.js';
import { TideModule, TideSettings } from '../support/capabilities/tide/index.js';

/** A capability is a folder and its line in the table of contents, which here is `modules`. */
describe('a capability in one folder', () => {
  let app: TestApp;
  let isSilent = false;
  const harbor = harborWith(() =>
    isSilent ? Promise.reject(new Error('No signal.')) : Promise.resolve(142),
  );
  beforeAll(async () => {
    app = await startApp({ modules: [TideModule, harbor], environment: { TIDE_POLL_SECONDS: '1' } });
  });
  afterAll(() => app?.close());

  it('reads its settings, and refuses wrong ones with the others', async () => {
    expect(app.get(TideSettings).pollSeconds).toBe(1);
    const wrong = loadSettings(TideModule, { TIDE_POLL_SECONDS: 'often' });
    await expect(wrong).rejects.toThrow(SettingsError);
    await expect(wrong).rejects.toThrow(/TIDE_POLL_SECONDS.*"often".*a whole number from 1 to 3600/);
  });

  it('has its table and its routes', async () => {
    const ada = await app.signUp();
    const made = await ada.post('/v1/tide-alarms', { gauge: 'harbor', aboveCm: 350 });
    expect(made.status).toBe(201);
    expect((await ada.get('/v1/tide-alarms')).json.data).toMatchObject([{ gauge: 'harbor', aboveCm: 350 }]);
    const bob = await app.signUp();
    expect((await bob.get(`/v1/tide-alarms/${made.json.id}`)).status).toBe(404);
  });

  it('runs its loop, which reads what another feature contributes, and counts that', async () => {
    expect(app.get(BackgroundLoops).states()).toContainEqual(
      expect.objectContaining({ name: 'tide-gauges', isRunning: true, everyMs: 1_000 }),
    );
    await vi.waitFor(async () => {
      const { text } = await app.http('GET', '/metrics');
      expect(text).toMatch(/^tide_readings_total\{gauge="harbor",result="read"\} [1-9]/m);
    });
  });

  it('runs its job by its schedule', async () => {
    const operator = await app.operator();
    const schedule = async () => (await operator.get('/v1/installation/schedules')).json.data as object[];
    await vi.waitFor(
      async () =>
        expect(await schedule()).toContainEqual(
          expect.objectContaining({ name: 'tide.record-levels', lastAt: expect.any(String) }),
        ),
      { timeout: 20_000 },
    );
    const written = () => app.get(Database).read('SELECT gauge, level_cm FROM tide_levels LIMIT 1');
    await vi.waitFor(
      async () => expect(await written()).toMatchObject([{ gauge: 'harbor', level_cm: 142 }]),
      { timeout: 20_000 },
    );
  });

  it('makes the process unready while its check fails', async () => {
    const ready = async () => {
      const { status, json } = await app.http('GET', '/health/ready');
      return { status, json };
    };
    const up = { status: 200, json: { status: 'ready', checks: { database: 'up', 'tide-gauges': 'up' } } };
    await vi.waitFor(async () => expect(await ready()).toMatchObject(up));
    isSilent = true;
    await vi.waitFor(
      async () =>
        expect(await ready()).toMatchObject({ status: 503, json: { detail: 'Not ready: tide-gauges.' } }),
      { timeout: 10_000 },
    );
    isSilent = false;
    await vi.waitFor(async () => expect(await ready()).toMatchObject(up), { timeout: 10_000 });
  });

  it('has its command', async () => {
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    @Module({ imports: [PlatformModule, TideModule, harbor] })
    class Root {}
    const database = () => Promise.reject(new Error('The command needs none.'));
    try {
      const settings = () => loadSettings(Root, {});
      const options = { name: 'keelson', root: Root, settings, database, services: database };
      const code = await runCommandLine(['gauges', '--json'], options);
      expect(code).toBe(0);
      expect(JSON.parse(written.mock.calls.map(([text]) => text).join(''))).toEqual([
        { name: 'harbor', module: 'HarborModule' },
      ]);
    } finally {
      written.mockRestore();
    }
  });
});

describe('the rule that a capability brings for the judge', () => {
  const subjectWith = (level: number) =>
    startSubject(inject('engine'), inject('servers'), {
      modules: [TideModule, harborWith(() => Promise.resolve(level))],
    });

  it('finds what is planted in another feature', async () => {
    const subject = await subjectWith(1.42);
    try {
      const all = await checksOf(subject.application.get(FeatureRegistry));
      const { findings } = await verify(subject, { checks: all.filter(({ name }) => name === 'tides') });
      expect(findings).toMatchObject([
        {
          check: 'tides',
          rule: 'tides/unit',
          place: { module: 'HarborModule', file: 'test/support/capabilities/harbor/harbor.module.ts' },
          message: 'The gauge "harbor" reads 1.42, which is not in whole centimeters.',
        },
      ]);
    } finally {
      await subject.close();
    }
  });

  it('is asked of a module without operations, and not of one that is not there', async () => {
    const subject = await subjectWith(142);
    const judge = async (feature: string) => {
      const all = await checksOf(subject.application.get(FeatureRegistry));
      return verify(subject, { feature, checks: all.filter(({ name }) => name === 'tides') });
    };
    try {
      expect(await judge('HarborModule')).toMatchObject({ findings: [], operations: [] });
      await expect(judge('HarbourModule')).rejects.toThrow(/no module "HarbourModule".*HarborModule/);
    } finally {
      await subject.close();
    }
    // It makes rows of every resource first, as the next one does.
  }, 300_000);

  it('runs with those of the kit, none of which finds anything in the clean twin', async () => {
    const subject = await subjectWith(142);
    try {
      const feature = ['TideModule', 'HarborModule'];
      const { findings, checks } = await verify(subject, { feature, ...shortSize });
      expect(findings).toEqual([]);
      expect(checks).toContainEqual(expect.objectContaining({ name: 'tides', held: 1 }));
      for (const { name, held } of checks) expect(held, name).toBeGreaterThan(0);
      expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['access', 'budgets']));
    } finally {
      await subject.close();
    }
  }, 300_000);
});
