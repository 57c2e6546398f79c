import { Allow, defineJob, Feature, Input, Jobs, Operation, Text, type EnqueuedJob } from '@keelson/kernel';
import { JobProcessor, type JobAttempt } from '@keelson/platform';
import { Controller, Injectable, Module, Post } from '@nestjs/common';
import { ApiBody, ApiOperation } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type Answer, type SignedIn, type TestApp } from '../support/app.js';

class Survey {
  @Text({ max: 20 })
  mode!: string;
}

const survey = defineJob('harbour.survey', Survey, { attempts: 1 });
let broken = true;

@Injectable()
@JobProcessor(survey)
class TakeSurvey {
  async run({ mode }: Survey, attempt: JobAttempt): Promise<object | void> {
    if (mode === 'endless') await new Promise((resolve) => attempt.signal.addEventListener('abort', resolve));
    if (mode === 'charted')
      await attempt.writeFile({ name: 'depths.txt', mediaType: 'text/plain; charset=utf-8' }, [
        '12\n',
        '13\n',
      ]);
    if (mode === 'broken' && broken) throw new Error('the lead line tore at ada@example.com');
    return { depth: 12 };
  }
}

@Controller('v1/surveys')
class SurveysController {
  constructor(private readonly jobs: Jobs) {}

  @Post()
  @Allow('surveys:take')
  @Operation('surveys:take', { accepts: true })
  @ApiOperation({ operationId: 'take-survey', summary: 'Take a survey', description: 'Sounds the harbour.' })
  @ApiBody({ type: Survey })
  take(@Input() input: Survey): Promise<EnqueuedJob> {
    return this.jobs.enqueue(survey, input);
  }
}

@Module({
  imports: [
    Feature.declare({
      permissions: [{ name: 'surveys:take', description: 'Take a survey', members: true }],
    }),
  ],
  controllers: [SurveysController],
  providers: [TakeSurvey],
})
class SurveysModule {}

describe('Long work', () => {
  let app: TestApp;
  let owner: SignedIn;
  let member: SignedIn;
  let stranger: SignedIn;

  beforeAll(async () => {
    app = await startApp({ modules: [SurveysModule] });
    owner = await app.signUp();
    [member, stranger] = await Promise.all([app.join(owner, 'member'), app.signUp()]);
  });
  afterAll(() => app.close());

  const reaches = (who: SignedIn, path: string, state: string): Promise<Answer> =>
    vi.waitFor(
      async () => {
        const answer = await who.get(path);
        expect(answer.json).toMatchObject({ state });
        return answer;
      },
      { timeout: 15_000, interval: 50 },
    );

  it('answers 202 with the place of its job, which shows its result', async () => {
    const accepted = await member.post('/v1/surveys', { mode: 'fine' });
    expect(accepted.status).toBe(202);
    const path = accepted.headers['location'] as string;
    expect(path).toBe(`/v1/jobs/${accepted.json.id}`);
    expect(accepted.json).toEqual({ id: accepted.json.id, location: path });
    const { json } = await reaches(member, path, 'done');
    expect(json).toMatchObject({ queue: 'harbour.survey', result: { depth: 12 }, problem: null, attempt: 1 });
    expect(json).not.toHaveProperty('payload');
  });

  it('is the same job for a request that comes again with its key', async () => {
    const headers = { 'idempotency-key': 'survey-1' };
    const [first, again] = [
      await member.post('/v1/surveys', { mode: 'fine' }, headers),
      await member.post('/v1/surveys', { mode: 'fine' }, headers),
    ];
    expect(again.status).toBe(202);
    expect(again.headers['location']).toBe(first.headers['location']);
  });

  it('is documented', async () => {
    const { json } = await app.http('GET', '/openapi.json');
    const answers = json.paths['/v1/surveys'].post.responses;
    expect(answers['202'].headers.Location).toBeDefined();
    expect(answers['202'].content['application/json'].schema.$ref).toContain('AcceptedJob');
  });

  it('is seen by who caused it and by who may see all, in its organization', async () => {
    const { json } = await owner.post('/v1/surveys', { mode: 'fine' });
    expect((await owner.get(json.location)).status).toBe(200);
    expect((await member.get(json.location)).status).toBe(404);
    expect((await stranger.get(json.location)).status).toBe(404);
    const mine = (await member.get('/v1/jobs?filter[queue]=harbour.survey')).json.data as {
      callerId: string;
    }[];
    expect(new Set(mine.map(({ callerId }) => callerId))).toEqual(new Set([member.userId]));
  });

  it('leaves a file, for those who may see the job', async () => {
    const { json } = await member.post('/v1/surveys', { mode: 'charted' });
    await reaches(member, json.location, 'done');
    const file = `${json.location}/file`;
    const { status, text, headers } = await member.get(file);
    expect([status, text]).toEqual([200, '12\n13\n']);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': '6',
      'content-disposition': 'attachment; filename="depths.txt"',
      'cache-control': 'no-store',
    });
    expect((await owner.get(file)).text).toBe(text);
    expect((await stranger.get(file)).status).toBe(404);
    const other = await owner.post('/v1/surveys', { mode: 'charted' });
    await reaches(owner, other.json.location, 'done');
    expect((await member.get(`${other.json.location}/file`)).status).toBe(404);
    const none = await owner.post('/v1/surveys', { mode: 'fine' });
    await reaches(owner, none.json.location, 'done');
    expect(await owner.get(`${none.json.location}/file`)).toMatchObject({
      status: 404,
      json: { detail: 'The job has no file, or the file has expired.' },
    });
  });

  it('that is dead shows its attempts to administrators, and is tried again or skipped', async () => {
    const { json } = await member.post('/v1/surveys', { mode: 'broken' });
    const { problem } = (await reaches(member, json.location, 'dead')).json;
    expect(problem).toEqual({ code: 'jobs.failed', title: 'The job failed' });
    expect((await member.get(`${json.location}/attempts`)).status).toBe(403);
    expect((await stranger.get(`${json.location}/attempts`)).status).toBe(404);
    const attempts = await owner.get(`${json.location}/attempts`);
    expect(attempts.json.data).toEqual([
      {
        number: 1,
        outcome: 'failed',
        error: 'Error: the lead line tore at [e-mail]',
        startedAt: expect.any(String),
        endedAt: expect.any(String),
      },
    ]);

    expect((await member.post(`${json.location}/retry`)).status).toBe(403);
    expect((await owner.post(`${json.location}/retry`)).json).toMatchObject({
      state: 'waiting',
      maxAttempts: 2,
    });
    await reaches(owner, json.location, 'dead');
    expect((await owner.post(`${json.location}/skip`)).json).toMatchObject({ state: 'skipped' });
    expect((await owner.post(`${json.location}/retry`)).json).toMatchObject({ code: 'wrong_state' });
    const audit = await owner.get(`/v1/audit-entries?filter[subjectId]=${json.id}`);
    expect(audit.json.data.map((entry: { action: string }) => entry.action).sort()).toEqual([
      'jobs:retry',
      'jobs:skip',
    ]);
  });

  it('is tried again by the many', async () => {
    const dead = await Promise.all([1, 2, 3].map(() => owner.post('/v1/surveys', { mode: 'broken' })));
    for (const { json } of dead) await reaches(owner, json.location, 'dead');
    expect((await stranger.post('/v1/jobs/retry-dead', {})).json).toEqual({ retried: 0, more: false });
    broken = false;
    const answer = await owner.post('/v1/jobs/retry-dead', { queue: 'harbour.survey' });
    expect(answer.json).toEqual({ retried: 3, more: false });
    for (const { json } of dead) await reaches(owner, json.location, 'done');
    broken = true;
  });

  it('is cancelled by who caused it, while it runs', async () => {
    const { json } = await member.post('/v1/surveys', { mode: 'endless' });
    await reaches(member, json.location, 'active');
    const asked = await member.post(`${json.location}/cancel`);
    expect(asked.json).toMatchObject({ state: 'active', cancelRequested: true });
    const ended = await reaches(member, json.location, 'cancelled');
    expect(ended.json.problem).toEqual({ code: 'jobs.cancelled', title: 'The job was cancelled' });
    expect((await member.post(`${json.location}/cancel`)).json).toMatchObject({ code: 'wrong_state' });
  });
});
