import { Jobs } from '@keelson/kernel';
import { afterEach, expect, inject, it } from 'vitest';
import { Diary, note, open, type QueueApplication } from '../../../../test/support/queue-application.js';
import { claimRedisDatabase, createDatabase } from '@keelson/testing/servers';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

it.runIf(inject('engine') === 'mysql')(
  'two installations in one Redis database run their own jobs, each all of them and none of the other',
  async () => {
    const servers = inject('servers');
    const redis = await claimRedisDatabase(servers);
    cleanUp.push(() => redis.drop());
    const start = async (): Promise<QueueApplication> => {
      const database = await createDatabase('mysql', servers);
      cleanUp.push(() => database.drop());
      const app = await open({ diary: new Diary(), url: database.url, redisUrl: redis.url });
      cleanUp.push(() => app.close());
      return app;
    };
    const [ours, theirs] = await Promise.all([start(), start()]);

    const numbers = Array.from({ length: 40 }, (_, number) => String(number));
    await Promise.all(
      numbers.flatMap((number) => [
        ours.get(Jobs).enqueue(note, { text: `ours ${number}` }),
        theirs.get(Jobs).enqueue(note, { text: `theirs ${number}` }),
      ]),
    );
    await Promise.all([ours.diary.until(40), theirs.diary.until(40)]);
    expect(ours.diary.texts().sort()).toEqual(numbers.map((number) => `ours ${number}`).sort());
    expect(theirs.diary.texts().sort()).toEqual(numbers.map((number) => `theirs ${number}`).sort());
    for (const app of [ours, theirs])
      expect(await app.sql("SELECT id FROM job_attempts WHERE outcome = 'lost'")).toEqual([]);
  },
);
