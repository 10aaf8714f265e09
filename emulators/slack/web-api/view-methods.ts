import { apiViewFrom } from '../api-objects/api-view.ts';
import { viewFrom } from '../blocks/check-view.ts';
import { currentConversationIn } from '../model/current-conversation.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { View } from '../model/view.ts';
import { type Call, knownPerson, type Method } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/views.open */
const viewsOpen: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const { workspace, args } = call;
    const triggerId = args.text('trigger_id');
    const { personId, channelId } = workspace.triggers.find(triggerId);
    const content = viewFrom(args.json('view'), 'modal', workspace.newId);
    const current = workspace.conversations.find(channelId ?? '');
    const chosen = currentConversationIn(content.blocks, current);
    const view = workspace.views.open(personId, channelId, content, chosen);
    workspace.triggers.exchange(triggerId);
    return answerWith(call, view);
  },
};

/** Source: https://docs.slack.dev/reference/methods/views.push */
const viewsPush: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const { workspace, args } = call;
    const triggerId = args.text('trigger_id');
    const { personId, viewId } = workspace.triggers.find(triggerId);
    if (viewId === null) throw new SlackRefusal('not_found');
    const view = workspace.views.push(personId, viewFrom(args.json('view'), 'modal', workspace.newId));
    workspace.triggers.exchange(triggerId);
    return answerWith(call, view);
  },
};

/** Source: https://docs.slack.dev/reference/methods/views.update */
const viewsUpdate: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const { workspace, args } = call;
    const view = namedView(call);
    const hash = args.optionalText('hash');
    if (hash !== undefined && hash !== view.hash) throw new SlackRefusal('hash_conflict');
    const content = viewFrom(args.json('view'), view.content.type, workspace.newId);
    return answerWith(call, workspace.views.update(view, content));
  },
};

/** Source: https://docs.slack.dev/reference/methods/views.publish */
const viewsPublish: Method = {
  token: 'bot',
  scopes: [],
  run: (call) => {
    const { workspace, args } = call;
    if (!workspace.manifest.hasHomeTab) throw new SlackRefusal('not_enabled');
    const person = knownPerson(call, 'user_id');
    const shown = workspace.views.home(person.id);
    const hash = args.optionalText('hash');
    if (hash !== undefined && shown && hash !== shown.hash) throw new SlackRefusal('hash_conflict');
    const content = viewFrom(args.json('view'), 'home', workspace.newId);
    return answerWith(call, workspace.views.publishHome(person.id, content));
  },
};

export const viewMethods = {
  'views.open': viewsOpen,
  'views.push': viewsPush,
  'views.update': viewsUpdate,
  'views.publish': viewsPublish,
};

function namedView({ workspace, args }: Call): View {
  const externalId = args.optionalText('external_id');
  const view =
    externalId === undefined
      ? workspace.views.find(args.text('view_id'))
      : workspace.views.findByExternalId(externalId);
  if (!view) throw new SlackRefusal('not_found');
  return view;
}

function answerWith({ workspace }: Call, view: View) {
  return { view: apiViewFrom(view, workspace) };
}
