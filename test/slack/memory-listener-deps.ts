import type { HomeView, ModalView } from '@slack/types';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';
import type { FileSharer, SharedFile } from '../../src/slack/file-sharer.ts';
import type { ListenerDeps } from '../../src/slack/listener-deps.ts';
import type { OpenedModal } from '../../src/slack/modals.ts';
import { replies } from '../../src/slack/replies.ts';
import { botNames } from '../builders/bot-names.ts';
import { aSetUp } from '../doubles/a-set-up.ts';
import { anApp, type MemoryContext } from '../doubles/an-app.ts';
import { MemoryLogger } from './memory-logger.ts';
import { MemoryPoster } from './memory-poster.ts';

/** What listeners depend on, in memory, with the messages that were posted and the modals that were opened. */
export type MemoryListenerDeps = ListenerDeps & {
  readonly app: MemoryContext;
  readonly poster: MemoryPoster;
  readonly logger: MemoryLogger;
  readonly opened: ModalView[];
  readonly filledIn: ModalView[];
  readonly refused: string[];
  /** Home tabs that were published, in order. */
  readonly published: { readonly person: string; readonly view: HomeView }[];
  /** Files that were shared with a person. */
  readonly shared: {
    readonly person: string;
    readonly view: MessageView;
    readonly files: readonly SharedFile[];
  }[];
  /** Modals that were opened before the request arrived, by trigger. */
  readonly waiting: Map<string, string>;
};

export function memoryListenerDeps(
  app = anApp(),
  answer: OpenedModal = { kind: 'opened', viewId: 'V1' },
): MemoryListenerDeps {
  const poster = new MemoryPoster();
  const shared: MemoryListenerDeps['shared'] = [];
  const published: MemoryListenerDeps['published'] = [];
  const logger = new MemoryLogger();
  const waiting = new Map<string, string>();
  const [opened, filledIn, refused]: [ModalView[], ModalView[], string[]] = [[], [], []];

  const modals: ListenerDeps['modals'] = {
    open: async (_trigger, view) => {
      if (answer.kind === 'opened') opened.push(view);
      return answer;
    },
    update: async (_id, view) => void filledIn.push(view),
    updateByExternalId: async () => true,
    openedWith: (trigger) => waiting.get(trigger),
  };

  return {
    app,
    names: botNames,
    poster,
    files: fileSharerIn(shared),
    shared,
    logger,
    opened,
    filledIn,
    refused,
    waiting,
    replies: replies(poster, modals, logger),
    modals,
    homes: {
      hasRoomForHaste: () => true,
      publish: async (person, view) => void published.push({ person, view }),
    },
    published,
    onHomeShown: () => {},
    links: { linkTo: async ([key]) => `https://acme.slack.com/archives/C0SECOPS/p1?${encodeURI(key)}` },
    setUp: () => aSetUp(),
    usage: { command: () => {}, denial: (reason) => void refused.push(reason) },
  };
}

function fileSharerIn(shared: MemoryListenerDeps['shared']): Pick<FileSharer, 'share'> {
  return {
    share: async (person, view, _incomplete, files) => {
      shared.push({ person, view, files });
      return 'shared';
    },
  };
}
