import type {
  Act,
  Message,
  Modal,
  Receipt,
  Snapshot,
} from '../../../emulators/slack/protocol/client-protocol.ts';
import { type Element, elementsOf } from './elements.ts';
import { eventually } from './eventually.ts';

/** Acme's channels by the names that people know them by; that of the company is there on Enterprise Grid alone. */
export const channels = {
  helpdesk: 'C0HELPDESK',
  secops: 'C0SECOPS',
  leads: 'C0LEADS',
  audit: 'C0AUDIT',
  general: 'C0GENERAL',
  partners: 'C0SHARED',
  board: 'C0PRIVATE',
  company: 'C0ORGDESK',
} as const;

/** Commands that open a modal where there is something to ask, or where the answer takes long. */
const mayOpenModal = /^\S+ (?:kick|block|unblock)\b/;

export type ChannelName = keyof typeof channels;

/** A person with Slack open: sees what Slack shows them, types, presses what is there to press. */
export interface PersonAtWork {
  readonly id: string;
  /** Everything that Slack shows this person now. */
  snapshot(): Promise<Snapshot>;
  in(channel: ChannelName): Place;
  /** Opens the Home tab. */
  opensHome(): Promise<void>;
  /** Waits for the Home tab to show something. */
  seesHome(what: string, isWanted: (home: Modal) => boolean): Promise<Modal>;
  /** Presses a button of the Home tab as it is shown now. */
  pressesOnHome(which: Which): Promise<void>;
  /** The direct message with the bot. */
  inDirectMessage(): Place;
  /** Presses a button, or chooses in a select, of a message or a modal that the bot really sent. */
  presses(shown: Message | Modal, which: Which, chosen?: string): Promise<Receipt>;
  /** Presses and waits until that message has changed. */
  turns(message: Message, which: Which, chosen?: string): Promise<Message>;
  /** Waits for a modal that can be submitted. */
  modal(): Promise<Modal>;
  /** Waits for a modal, whatever is in it. */
  seesModal(what: string, isWanted: (modal: Modal) => boolean): Promise<Modal>;
  /** Submits the modal that is open. @returns It again when it stays open with errors, undefined when it closed. */
  submits(modal: Modal, answers: Answers): Promise<Modal | undefined>;
  /** Uses a shortcut in a channel, or on the message with this ts. */
  uses(callbackId: string, channel: ChannelName, ts?: string): Promise<Receipt>;
  /** Submits the launcher, with what it holds at first where nothing else is given. */
  launches(modal: Modal, choices: Choices): Promise<Receipt>;
}

/** What is chosen in the launcher. */
export interface Choices {
  readonly what?: string;
  readonly name?: string;
  readonly channel?: string;
}

/** Whose button is pressed: the first that fits. */
export type Which = (element: Element) => boolean;

export interface Answers {
  readonly reason: string;
  /** Connection ids whose tick is taken away. */
  readonly spare?: readonly string[];
  /** For how long somebody is to be kept out, as the option's value; without it, what is chosen from the start. */
  readonly keepOut?: string;
  /** What is typed where the endpoint's name is asked for. */
  readonly endpoint?: string;
  /** The certificate name that is claimed. */
  readonly name?: string;
}

/** A channel as one person sees it. */
export interface Place {
  types(text: string): Promise<Receipt>;
  /** Types a command that never opens a modal, and waits for the answer that only this person sees. */
  asks(command: string): Promise<Message>;
  /** Does anything else and waits for the answer that only this person sees here. */
  answerTo(act: () => Promise<unknown>): Promise<Message>;
  messages(): Promise<readonly Message[]>;
  sees(what: string, isWanted: (message: Message) => boolean): Promise<Message>;
}

/**
 * @param url The workspace's. @param id The person's.
 * @param until From when on the person does and sees nothing more: what they wait for is given up.
 */
export function personAtWork(url: string, id: string, until: AbortSignal | null = null): PersonAtWork {
  const snapshot = async (): Promise<Snapshot> =>
    JSON.parse(await (await fetch(`${url}/client/snapshot?as=${id}`, { signal: until })).text());
  const post = async (path: string, body: object): Promise<Receipt> => {
    const init = { method: 'POST', body: JSON.stringify({ as: id, ...body }), signal: until };
    return JSON.parse(await (await fetch(`${url}/client/${path}`, init)).text());
  };
  const seesModal: PersonAtWork['seesModal'] = (what, isWanted) =>
    eventually(what, async () => {
      const { modal } = await snapshot();
      return modal !== null && isWanted(modal) ? modal : undefined;
    }).catch(async (cause: unknown) => {
      const { messages, modal } = await snapshot();
      const shown = JSON.stringify({ modal, notices: messages.flatMap(({ notice }) => notice ?? []) });
      throw new Error(`It never came: ${what}. Slack shows ${shown}`, { cause });
    });
  const presses: PersonAtWork['presses'] = (shown, which, chosen) =>
    post('act', pressOf(shown, which, chosen));

  return {
    id,
    snapshot,
    in: (channel) => placeOf(channels[channel], id, snapshot, post),
    inDirectMessage: () => placeOf(`D${id.slice(1)}`, id, snapshot, post),
    presses,
    async opensHome() {
      const receipt = await post('open', { tab: 'home' });
      if (!receipt.ok) throw new Error(`Slack did not open the Home tab: ${receipt.error}`);
    },
    seesHome: (what, isWanted) =>
      eventually(what, async () => {
        const { home } = await snapshot();
        return home !== null && isWanted(home) ? home : undefined;
      }),
    async pressesOnHome(which) {
      const { home } = await snapshot();
      if (home === null) throw new Error('There is no Home tab.');
      const receipt = await post('act', { ...pressOf(home, which, undefined), on: { kind: 'home' } });
      if (!receipt.ok) throw new Error(`Slack did not take the press: ${receipt.error}`);
    },
    async turns(message, which, chosen) {
      await presses(message, which, chosen);
      const before = JSON.stringify(message.blocks);
      return eventually('the message changing', async () => {
        const now = (await snapshot()).messages.find(({ ts }) => ts === message.ts);
        return now === undefined || JSON.stringify(now.blocks) === before ? undefined : now;
      });
    },
    modal: () => seesModal('a modal to submit', ({ submit }) => submit !== null),
    seesModal,
    async submits(modal, answers) {
      const receipt = await post('submit', { id: modal.id, values: valuesFor(modal, answers) });
      if (!receipt.ok) throw new Error(`Slack did not take the submission: ${JSON.stringify(receipt)}`);

      const left = await eventually('an answer to the submission', async () => {
        const { modal: open } = await snapshot();
        if (open?.id !== modal.id) return { modal: undefined };
        return Object.keys(open.errors).length > 0 ? { modal: open } : undefined;
      });
      return left.modal;
    },
    uses: (callbackId, channel, ts) =>
      post('shortcut', { callbackId, channel: channels[channel], ...(ts !== undefined && { ts }) }),
    launches: ({ id: view }, choices) =>
      post('submit', {
        id: view,
        values: Object.fromEntries(
          Object.entries(choices).map(([field, value]) => {
            const block = `launcher_${field}`;
            return [block, { [block]: value }];
          }),
        ),
      }),
  };
}

function placeOf(
  channel: string,
  me: string,
  snapshot: () => Promise<Snapshot>,
  post: (path: string, body: object) => Promise<Receipt>,
): Place {
  const messages = async () => (await snapshot()).messages.filter((message) => message.channel === channel);
  const types: Place['types'] = (text) => post('say', { channel, text });

  const answerTo: Place['answerTo'] = async (act) => {
    const before = new Set((await messages()).map(({ ts }) => ts));
    await act();
    return eventually('an answer that only one person sees', async () =>
      (await messages()).map(orNotice).find((message) => isOnlyFor(me, message) && !before.has(message.ts)),
    );
  };

  return {
    types,
    messages,
    answerTo,
    asks: (command) => {
      // A slow machine is told in a modal what a fast one is told in the channel.
      if (mayOpenModal.test(command)) throw new Error(`Use answerAnywhere for ${command}.`);
      return answerTo(async () => {
        const receipt = await types(command);
        if (!receipt.ok) throw new Error(`Slack did not take ${command}: ${receipt.error}`);
      });
    },
    sees: (what, isWanted) => eventually(what, async () => (await messages()).map(orNotice).find(isWanted)),
  };
}

/** In a direct message, everything that the other one writes is for one person alone. */
function isOnlyFor(me: string, { channel, user, onlyFor }: Message): boolean {
  return onlyFor === me || (channel.startsWith('D') && user !== me);
}

/** Notices that a test has failed for, which therefore do not fail those after it in the same workspace. */
const reported = new Set<string>();

/** Fails the test if Slack refused what the bot sent, or if nothing answered. @throws {Error} */
function orNotice(message: Message): Message {
  const { notice, channel, ts } = message;
  if (notice === null || reported.has(`${channel} ${ts}`)) return message;
  reported.add(`${channel} ${ts}`);
  throw new Error(`Slack shows a notice: ${JSON.stringify(notice)}`);
}

function pressOf(shown: Message | Modal, which: Which, chosen: string | undefined): Omit<Act, 'as'> {
  const element = elementsOf(shown).find(which);
  if (element === undefined) throw new Error('There is no such button.');

  const { blockId, actionId } = element;
  const on: Act['on'] =
    'ts' in shown
      ? { kind: 'message', channel: shown.channel, ts: shown.ts }
      : { kind: 'modal', id: shown.id };
  return { on, blockId, actionId, ...(chosen !== undefined && { chosen }) };
}

/** Fills in the inputs that the modal really has: text is the reason, checkboxes stay as they were but for those spared. */
function valuesFor(modal: Modal, { reason, spare = [], endpoint = '', name = '', keepOut }: Answers) {
  const inputs = elementsOf(modal).flatMap(({ blockId, actionId, type, initial }) => {
    const left = initial.filter((value) => !spare.includes(value));
    const typed = { endpoint, claimed_name: name }[blockId] ?? reason;
    const chosen = keepOut ?? initial[0];
    if (type === 'button') return [];
    if (type !== 'static_select') return [[blockId, { [actionId]: type === 'checkboxes' ? left : typed }]];
    return chosen === undefined ? [] : [[blockId, { [actionId]: chosen }]];
  });
  return Object.fromEntries(inputs);
}
