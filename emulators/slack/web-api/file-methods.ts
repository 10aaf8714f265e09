import { apiFileFrom } from '../api-objects/api-file.ts';
import { messageBlocksFrom } from '../blocks/check-blocks.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import { isJsonObject, stringAt } from '../protocol/json-object.ts';
import { knownThread, writableConversation } from './chat-methods.ts';
import type { Call, Method } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
const getUploadUrl: Method = {
  token: 'bot',
  scopes: ['files:write'],
  run: ({ workspace, args, address }) => {
    const name = args.text('filename');
    const length = Number(args.text('length'));
    // "A required argument was not provided. Typically only occurs when the `length` provided is 0."
    if (length === 0) throw new SlackRefusal('missing_argument');
    if (!Number.isInteger(length) || length < 0) throw new SlackRefusal('invalid_arguments');
    const altText = args.optionalText('alt_txt') ?? null;
    // "Description for the image is longer than the limit of 1000 character"
    if (altText !== null && altText.length > 1_000) throw new SlackRefusal('alt_txt_too_large');
    const { id, path } = workspace.files.announce(name, length, altText);
    return { upload_url: `${address()}${path}`, file_id: id };
  },
};

/**
 * Shares files in one channel, in a message of the app; without a channel they stay private to it.
 * Source: https://docs.slack.dev/reference/methods/files.completeUploadExternal
 */
const completeUpload: Method = {
  token: 'bot',
  scopes: ['files:write'],
  run: (call) => {
    const { workspace, args } = call;
    const uploads = uploadsFrom(call);
    const comment = args.optionalText('initial_comment') ?? '';
    // "If the `initial_comment` field is provided, the `blocks` field is ignored."
    const asked = comment === '' ? (args.json('blocks') ?? undefined) : undefined;
    const blocks = asked === undefined ? [] : messageBlocksFrom(asked, workspace.newId);
    const conversation =
      args.optionalText('channel_id') === undefined ? null : writableConversation(call, 'channel_id');
    const threadTs = conversation && knownThread(call, conversation);
    const files = workspace.files.complete(uploads, conversation?.id ?? null);
    if (conversation !== null) {
      workspace.messages.post({
        channel: conversation.id,
        user: workspace.content.app.botUserId,
        text: comment,
        blocks,
        threadTs,
        files: files.map(({ id, name, title, size, altText }) => ({ id, name, title, size, altText })),
      });
    }
    return { files: files.map(({ id }) => apiFileFrom(id, workspace)) };
  },
};

/** @throws SlackRefusal `invalid_arguments` */
function uploadsFrom({ args }: Call): readonly { readonly id: string; readonly title?: string }[] {
  const files = args.json('files');
  if (!Array.isArray(files) || files.length === 0) throw new SlackRefusal('invalid_arguments');
  return files.map((file) => {
    const id = isJsonObject(file) ? stringAt(file, 'id') : undefined;
    if (id === undefined) throw new SlackRefusal('invalid_arguments');
    const title = stringAt(file, 'title');
    return { id, ...(title !== undefined && { title }) };
  });
}

export const fileMethods = {
  'files.completeUploadExternal': completeUpload,
  'files.getUploadURLExternal': getUploadUrl,
};
