import { apiChannelFrom, apiDirectFrom } from '../api-objects/api-channel.ts';
import { apiMessageFrom, threadFieldsFrom } from '../api-objects/api-message.ts';
import type { Conversation } from '../model/conversations.ts';
import type { StoredMessage } from '../model/message-log.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import {
  type Call,
  knownConversation,
  knownPerson,
  type Method,
  needScope,
  page,
  scopeFor,
} from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/conversations.info */
const conversationsInfo: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const conversation = knownConversation(call);
    needScope(call.workspace, scopeFor(conversation, 'read'));
    return {
      channel: {
        ...apiChannelFrom(conversation, call.workspace),
        ...(call.args.flag('include_num_members') ? { num_members: conversation.members.length } : {}),
        ...(call.args.flag('include_locale') ? { locale: 'en-US' } : {}),
      },
    };
  },
};

/** "Specify a limit value under 1000." Source: https://docs.slack.dev/reference/methods/conversations.members */
const conversationsMembers: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const conversation = knownConversation(call);
    needScope(call.workspace, scopeFor(conversation, 'read'));
    const limit = Number(call.args.optionalText('limit') ?? 100);
    if (!Number.isInteger(limit) || limit < 1 || limit > 999) throw new SlackRefusal('invalid_limit');
    const { items, nextCursor } = page(conversation.members, call, 100);
    return { members: items, response_metadata: { next_cursor: nextCursor } };
  },
};

/** Source: https://docs.slack.dev/reference/methods/conversations.history */
const conversationsHistory: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const messages = readableMessages(call)
      .filter(({ threadTs, isBroadcast }) => threadTs === null || isBroadcast)
      .filter(isWithin(call))
      .toReversed();
    const { items, nextCursor } = page(messages, call, 100);
    return {
      messages: items.map((message) => apiMessage(call, message)),
      has_more: nextCursor !== '',
      pin_count: 0,
      channel_actions_ts: null,
      channel_actions_count: 0,
      ...bounds(call),
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

/** Source: https://docs.slack.dev/reference/methods/conversations.replies */
const conversationsReplies: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const ts = call.args.text('ts');
    const thread = readableMessages(call).filter((message) => message.ts === ts || message.threadTs === ts);
    if (thread[0]?.ts !== ts) throw new SlackRefusal('thread_not_found');
    const { items, nextCursor } = page(thread.filter(isWithin(call)), call, 1_000);
    return {
      messages: items.map((message) => apiMessage(call, message)),
      has_more: nextCursor !== '',
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

/** Source: https://docs.slack.dev/reference/methods/conversations.open */
const conversationsOpen: Method = {
  token: 'bot',
  scopes: ['im:write'],
  run: (call) => {
    const conversation = call.workspace.conversations.findDirect(knownPerson(call, 'users').id);
    if (!conversation) throw new SlackRefusal('user_not_found');
    return {
      no_op: true,
      already_open: true,
      channel: call.args.flag('return_im')
        ? apiDirectFrom(conversation, call.workspace)
        : { id: conversation.id },
    };
  },
};

const scopesOfTypes: ReadonlyMap<string, readonly [kinds: readonly Conversation['kind'][], scope: string]> =
  new Map([
    ['public_channel', [['public'], 'channels:read']],
    ['private_channel', [['private', 'shared'], 'groups:read']],
  ]);

/**
 * The bot's own channels. Direct messages are not listed. "We omit the is_member and num_members fields."
 * Source: https://docs.slack.dev/reference/methods/users.conversations
 */
const usersConversations: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const { workspace, args } = call;
    const types = (args.optionalText('types') ?? 'public_channel').split(',');
    const kinds = types.flatMap((type) => {
      const found = scopesOfTypes.get(type);
      if (!found) throw new SlackRefusal('invalid_types');
      needScope(workspace, found[1]);
      return found[0];
    });
    const channels = workspace.conversations
      .list()
      .filter((one) => kinds.includes(one.kind) && workspace.conversations.hasBot(one))
      .filter((one) => !(args.flag('exclude_archived') && one.isArchived));
    const { items, nextCursor } = page(channels, call, 100);
    return {
      channels: items.map((one) => {
        const { is_member: _left, ...rest } = apiChannelFrom(one, workspace);
        return rest;
      }),
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

export const conversationMethods = {
  'conversations.info': conversationsInfo,
  'conversations.members': conversationsMembers,
  'conversations.history': conversationsHistory,
  'conversations.replies': conversationsReplies,
  'conversations.open': conversationsOpen,
  'users.conversations': usersConversations,
};

function readableMessages(call: Call): readonly StoredMessage[] {
  const { workspace } = call;
  const conversation = knownConversation(call);
  needScope(workspace, scopeFor(conversation, 'history'));
  if (!workspace.conversations.hasBot(conversation)) throw new SlackRefusal('not_in_channel');
  return workspace.messages.listLasting(conversation.id);
}

/** Timestamps have one width, so that they compare as text. */
function isWithin({ args }: Call): (message: StoredMessage) => boolean {
  const oldest = args.optionalText('oldest') ?? '0';
  const latest = args.optionalText('latest') ?? '9';
  const isInclusive = args.flag('inclusive');
  return ({ ts }) => (ts > oldest && ts < latest) || (isInclusive && (ts === oldest || ts === latest));
}

function apiMessage({ workspace, args }: Call, message: StoredMessage) {
  const withMetadata = args.flag('include_all_metadata');
  return {
    ...apiMessageFrom(message, workspace, { withMetadata }),
    ...threadFieldsFrom(message, workspace),
  };
}

/** The bounds that were asked for, which Slack repeats. */
function bounds({ args }: Call) {
  const [oldest, latest] = [args.optionalText('oldest'), args.optionalText('latest')];
  return { ...(oldest === undefined ? {} : { oldest }), ...(latest === undefined ? {} : { latest }) };
}
