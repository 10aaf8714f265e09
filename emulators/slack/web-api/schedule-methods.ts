import { messageContentFrom } from '../interactions/message-content.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import { writableConversation } from './chat-methods.ts';
import { type Method, page } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/chat.scheduleMessage */
const chatScheduleMessage: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  run: (call) => {
    const { workspace, args } = call;
    const { id: channel } = writableConversation(call);
    const { text } = messageContentFrom(args.optionalText('text'), args.json('blocks'), workspace.newId);
    const postAtS = Number(args.text('post_at'));
    const nowS = workspace.now() / 1_000;
    if (!(postAtS > nowS)) throw new SlackRefusal('time_in_past');
    if (postAtS > nowS + furthestS) throw new SlackRefusal('time_too_far');
    const id = workspace.newId('Q');
    workspace.scheduled.add({ id, channel, postAtS, text });
    return {
      channel,
      scheduled_message_id: id,
      post_at: postAtS,
      message: { text, type: 'delayed_message' },
    };
  },
};

/** Source: https://docs.slack.dev/reference/methods/chat.deleteScheduledMessage */
const chatDeleteScheduledMessage: Method = {
  token: 'bot',
  scopes: ['chat:write'],
  run: (call) => {
    const { workspace, args } = call;
    const { id: channel } = writableConversation(call);
    const message = workspace.scheduled.find(args.text('scheduled_message_id'));
    if (message?.channel !== channel) throw new SlackRefusal('invalid_scheduled_message_id');
    workspace.scheduled.remove(message);
    return {};
  },
};

/** Source: https://docs.slack.dev/reference/methods/chat.scheduledMessages.list */
const chatScheduledMessagesList: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const channel = call.args.optionalText('channel');
    const all = call.workspace.scheduled.list();
    const wanted = channel === undefined ? all : all.filter((message) => message.channel === channel);
    const { items, nextCursor } = page(wanted, call, 100);
    return {
      scheduled_messages: items.map(({ id, channel: channelId, postAtS, text }) => ({
        id,
        channel_id: channelId,
        post_at: postAtS,
        text,
      })),
      response_metadata: { next_cursor: nextCursor },
    };
  },
};

export const scheduleMethods = {
  'chat.scheduleMessage': chatScheduleMessage,
  'chat.deleteScheduledMessage': chatDeleteScheduledMessage,
  'chat.scheduledMessages.list': chatScheduledMessagesList,
};

/** "You will only be able to schedule a message up to 120 days into the future." */
const furthestS = 120 * 24 * 3_600;
