import { verify, type Check } from '@keelson/conformance';
import { expect, inject, it } from 'vitest';
import { startSubject } from '../conformance/subject.js';
import { BerthsModule } from '../support/features/berths/index.js';

const nothing = { headers: {}, text: '', json: null, statements: [] };

it('The kit comes to its end when the token of its owner ends before that', async () => {
  const subject = await startSubject(inject('engine'), inject('servers'), {
    modules: [BerthsModule],
  });
  let isOver = false;
  const rows: (string | null)[] = [];
  const asking: Check = {
    name: 'asking',
    title: 'rows are made for a user who is no longer signed in',
    async run({ world, registry }) {
      isOver = true;
      // A row that others refer to is used some times before there is another.
      for (let time = 0; time < 6; time += 1)
        for (const resource of registry.resources) rows.push(await world.newRow(world.owner, resource));
    },
  };
  try {
    const send: typeof subject.send = (inquiry, progress) =>
      isOver ? Promise.resolve({ status: 401, ...nothing }) : subject.send(inquiry, progress);
    const { findings } = await verify({ ...subject, send }, { checks: [asking] });
    expect(findings).toEqual([]);
    // The kit writes into the database what no route creates: that needs no token.
    expect(rows).toContain(null);
  } finally {
    await subject.close();
  }
}, 120_000);
