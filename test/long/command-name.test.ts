import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestWith } from '../../src/app/cli/manifest.ts';
import { readRootFile } from '../architecture/source-tree.ts';
import { answerAnywhere } from '../e2e/support/answer-anywhere.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';
import type { ChannelName } from '../e2e/support/person-at-work.ts';
import { openTestWorkspace, type PersonName, type TestWorkspace } from '../e2e/support/test-workspace.ts';

/** What gets a question or a hint that says what else to type. */
const hinted = [
  ...['frob', 'kcik @bob', 'who bob lab', 'who --all', 'me too', 'kick', 'kick all', 'kick @bob on holiday'],
  ...['kick @bob 4h stolen', 'kick prod-eu stolen', 'kick @bob @anna but not @omar'],
  ...['block', 'block @bob 4 laptops stolen', 'block @bob stolen 4h', 'unblock'],
  ...['unblock @bob break-glass found', 'kick all on nowhere stolen'],
];

describe.each([
  { way: 'on one machine', open: openTestWorkspace, typed: hinted },
  // Every command there takes a process of its own.
  { way: 'on AWS', open: openLambdaTestWorkspace, typed: hinted.slice(0, 2) },
])('an app with the command /access and the handle @vpn-desk, $way', ({ open, typed }) => {
  let workspace: TestWorkspace;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bouncer-manifest-'));
    const manifest = join(folder, 'manifest.yml');
    const ours = manifestWith(readRootFile('manifest.yml'), { command: '/access', name: 'VPN Desk' });
    // An app whose settings have one more command than the configuration.
    await writeFile(manifest, ours.replace('    - command: /access', '    - command: /remote\n$&'));
    workspace = await open({ config: { command: '/access' }, slack: { manifest } });
  });
  afterAll(async () => {
    await workspace?.close();
    await rm(folder, { recursive: true });
  });

  const asks = (name: PersonName, channel: ChannelName, command: string) =>
    answerAnywhere(workspace.as(name), channel, command);
  /** Everything that the bot has told Slack so far. */
  const told = () => JSON.stringify(workspace.slack.control.calls().map((call) => call.arguments));

  it('names no other command in help, questions, denials, lists and modals', async () => {
    workspace.connect('prod-eu', 'Bob');
    workspace.connect('prod-eu', 'Bob Baker');

    expect(await asks('omar', 'secops', '/access')).toContain('`/access who`');
    for (const words of typed) await asks('omar', 'secops', `/access ${words}`);
    await workspace.as('omar').in('secops').types('/access kick Bob Baker stale');
    const modal = await workspace.as('omar').modal();
    await workspace.as('omar').submits(modal, { reason: 'stale session' });

    expect(told()).toContain('/access kick');
    expect(told()).not.toContain('/vpn');
  });

  it('names its own handle in the invitation', async () => {
    expect(await asks('omar', 'board', '/access who')).toContain('`/invite @vpn-desk`');
    expect(told()).not.toContain('@bouncer');
  });

  it('answers every other command with its configured command', async () => {
    const answer = await asks('omar', 'secops', '/remote kick Bob stolen');

    expect(answer).toContain('responds to `/access`, not `/remote`');
    expect((await workspace.as('omar').snapshot()).modal?.submit ?? null).toBeNull();
  });

  it('shows the command and the handle in doctor', async () => {
    const { stdout } = await workspace.run('doctor', '--probe');
    const inSlack = await asks('omar', 'secops', '/access doctor');

    expect(stdout).toMatch(/^ok +command +\/access: /m);
    expect(stdout).toContain('/invite @vpn-desk');
    expect(stdout).not.toMatch(/\/vpn|@bouncer/);
    expect(inSlack).toContain('/invite @vpn-desk');
  });
});
