import type { Workspace } from '../model/workspace.ts';

/** How a name is written once it is an id: commands carry the name beside it, messages do not. */
type Style = 'command' | 'message';

const words = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?:\/\/[^\s]+|@[\w.-]*\w|#[\w-]+/g;

/**
 * Typed text as the app receives it where the command is declared with `should_escape`: people, groups and
 * channels by id, links in angle brackets.
 * Source: https://docs.slack.dev/interactivity/implementing-slash-commands, "Escape channels, users, and links"
 */
export function escapeNames(text: string, workspace: Workspace, style: Style): string {
  return escapeControls(text).replaceAll(words, (word) => {
    if (word.startsWith('@')) return mention(word.slice(1), workspace, style) ?? word;
    if (word.startsWith('#')) return channelLink(word.slice(1), workspace) ?? word;
    return word.includes('://') ? `<${word}>` : `<mailto:${word}|${word}>`;
  });
}

/** Source: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeControls(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Deactivated people cannot be mentioned. A group's handle may arrive in a command as text; Slack does not document when,
 * so here a seed chooses.
 */
function mention(name: string, { directory, omissions }: Workspace, style: Style): string | undefined {
  const person = directory.findByName(name);
  if (person?.deleted) return undefined;
  if (person) return style === 'command' ? `<@${person.id}|${person.name}>` : `<@${person.id}>`;
  const group = directory.groups.find(({ handle }) => handle === name);
  if (group && style === 'command' && omissions.pick(`@${name}`, ['id', 'text']) === 'text') return undefined;
  if (group) return style === 'command' ? `<!subteam^${group.id}|@${name}>` : `<!subteam^${group.id}>`;
  return name === 'channel' || name === 'here' || name === 'everyone' ? `<!${name}>` : undefined;
}

function channelLink(name: string, { conversations }: Workspace): string | undefined {
  const conversation = conversations.findByName(name);
  return conversation && `<#${conversation.id}|${conversation.name}>`;
}
