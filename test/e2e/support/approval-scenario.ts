import type { Message } from '../../../emulators/slack/protocol/client-protocol.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { type Element, elementsOf } from './elements.ts';
import { eventually } from './eventually.ts';
import { forge } from './forge.ts';
import { type ChannelName, channels, type PersonAtWork } from './person-at-work.ts';
import { submitKick } from './submit-kick.ts';
import type { TestWorkspace } from './test-workspace.ts';

/** Helga, who asks for a second person, and Omar, who is one. */
export interface ApprovalScenario {
  readonly helga: PersonAtWork;
  readonly omar: PersonAtWork;
  /** A name that nobody had before: also where a scene is played again. */
  newName(called: string): string;
  /** Somebody new connects, and Helga asks for the end of it. */
  asked(called: string): Promise<Asked>;
  /** The message of the request about somebody. */
  request(name: string): Promise<Message>;
  /** A message as it stands now. */
  message(message: Message): Promise<Message>;
  /** Somebody whose Slack still shows the button presses it: the press is forged. */
  pressesLate(person: PersonAtWork, request: Message, channel?: ChannelName): Promise<void>;
  sees(person: PersonAtWork, channel: 'helpdesk' | 'audit', text: string): Promise<Message>;
  entriesAbout(name: string): Promise<readonly AuditEntry[]>;
  /** Waits until the record has such an entry about somebody. */
  recorded(kind: AuditEntry['kind'], name: string, patienceMs?: number): Promise<AuditEntry>;
}

/** A request for a second person, as it was made. */
export interface Asked {
  readonly name: string;
  readonly session: string;
  readonly request: Message;
}

export function isApprove({ actionId }: Pick<Element, 'actionId'>): boolean {
  return actionId === 'approve';
}

export function isDecline({ actionId }: Pick<Element, 'actionId'>): boolean {
  return actionId === 'decline';
}

export function approvalScenario(workspace: TestWorkspace): ApprovalScenario {
  const helga = workspace.as('helga');
  let names = 0;
  const newName = (called: string) => {
    names += 1;
    return `${called}-${names}@example.com`;
  };
  const request = (name: string) =>
    helga
      .in('helpdesk')
      .sees(
        `the request about ${name}`,
        ({ text }) => text.startsWith('Approval needed: ') && text.includes(name),
      );
  const entriesAbout = async (name: string) =>
    (await workspace.entries()).filter(({ target }) => target === name);

  return {
    helga,
    omar: workspace.as('omar'),
    newName,
    request,
    entriesAbout,
    async asked(called) {
      const name = newName(called);
      const [session = ''] = workspace.connect('prod-eu', name);
      await submitKick(helga, 'helpdesk', name, 'the key leaked');
      return { name, session, request: await request(name) };
    },
    async message({ ts }) {
      const now = (await helga.in('helpdesk').messages()).find((message) => message.ts === ts);
      if (now === undefined) throw new Error('The message is gone.');
      return now;
    },
    pressesLate({ id }, { ts, ...shown }, channel = 'helpdesk') {
      const place = channels[channel];
      const value = elementsOf(shown).find(isApprove)?.value;
      // Where the latest real one was a submission, this is a press all the same.
      return forge(workspace, ({ response_url: _, view: __, ...latest }) => ({
        ...latest,
        type: 'block_actions',
        user: { id, team_id: 'T0ACME' },
        channel: { id: place, name: 'privategroup' },
        container: { type: 'message', message_ts: ts, channel_id: place },
        actions: [{ type: 'button', block_id: 'approval', action_id: 'approve', value }],
      }));
    },
    sees: (person, channel, text) =>
      person.in(channel).sees(`“${text}”`, (message) => message.text.startsWith(text)),
    recorded: (wanted, name, patienceMs) =>
      eventually(
        `“${wanted}” about ${name}`,
        async () => (await entriesAbout(name)).find(({ kind }) => kind === wanted),
        patienceMs,
      ),
  };
}
