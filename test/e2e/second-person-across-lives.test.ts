import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { holdBack } from './support/hold-back.ts';
import { keyedMessages } from './support/keyed-messages.ts';
import { openLambdaCompany } from './support/lambda/lambda-company.ts';
import { isApprove, type Scene, sceneIn } from './support/second-person-scene.ts';

/** Fifteen seconds until a dead process' hold lapses, and then the rest of the work. */
const patienceMs = 45_000;
const earlier = fileURLToPath(new URL('./support/eleven-minutes-earlier.ts', import.meta.url));

describe.each([
  { way: 'on one machine', open: openCompany },
  { way: 'on AWS', open: openLambdaCompany },
])('a request for a second person, when the bot is killed, $way', { timeout: 180_000 }, ({ open }) => {
  let company: Company;
  let scene: Scene;

  beforeAll(async () => {
    company = await open();
    scene = sceneIn(company);
  });
  afterAll(() => company.close());

  it('when the bot is killed between approval and kick, the next process carries it out once, in both names', async () => {
    const { omar } = scene;
    const { name, session, request } = await scene.asked('svc-crash');
    const letGo = holdBack(company, 'requested');
    await omar.presses(request, isApprove);
    await scene.recorded('approved', name);

    await company.kill();
    letGo();
    await company.revive();
    await scene.recorded('confirmed', name, patienceMs);

    const entries = await scene.entriesAbout(name);
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['approval-requested', 'approved', 'requested', 'finished', 'confirmed'],
    ]);
    expect(entries.at(-1)?.detail).toContain('approved by omar (U0OMAR)');
    expect(company.terminations(session)).toHaveLength(1);
  });

  it('lapses after ten minutes: its message says so, and whoever presses is told that it is too late', async () => {
    const { omar } = scene;
    await company.kill();
    await company.revive({ NODE_OPTIONS: `--import=${earlier}` });
    const { name, session, request } = await scene.asked('svc-slow');
    await company.kill();
    await company.revive();

    await scene.sees(omar, 'helpdesk', `Nobody decided in time: 1 session of ${name}`);
    const answer = await omar.in('helpdesk').answerTo(() => scene.pressesLate(omar, request));

    expect(textOf(answer)).toContain('Too late');
    const entries = await scene.entriesAbout(name);
    expect(entries.map(({ kind, detail }) => [kind, detail]).slice(1)).toEqual([
      ['approval-lapsed', 'nobody decided in time'],
      ['refused', 'approval_over (kick)'],
    ]);
    expect(company.terminations(session)).toEqual([]);
    expect(await company.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });
});

describe('a request for a second person, when the bot is restarted', { timeout: 120_000 }, () => {
  let company: Company;
  let scene: Scene;

  beforeAll(async () => {
    company = await openCompany();
    scene = sceneIn(company);
  });
  afterAll(() => company.close());

  it('is approved after a restart, in the message that the former process posted', async () => {
    const { omar } = scene;
    const { name, request } = await scene.asked('svc-night');
    await company.restart();

    await omar.presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);

    const posted = (await keyedMessages(company)).filter(
      ({ key, text }) => key.startsWith('approval ') && text.includes(name),
    );
    expect(posted).toHaveLength(1);
  });

  it('is refused when the configuration takes the grant away in between', async () => {
    const { omar } = scene;
    const { session, request } = await scene.asked('svc-rules');
    onTestFinished(() => company.restart());
    await company.restart({ channels: [{ id: 'C0HELPDESK', name: 'helpdesk', allow: ['see'] }] });

    const answer = await omar.in('helpdesk').answerTo(() => omar.presses(request, isApprove));

    expect(textOf(answer)).toContain('Missing: `kick`');
    expect(company.terminations(session)).toEqual([]);
  });
});
