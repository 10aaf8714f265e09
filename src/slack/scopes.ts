/**
 * The bot scopes of manifest.yml, and the purpose of each. `doctor` compares them with the scopes that Slack granted,
 * even where the manifest is not available.
 */
export const botScopes = {
  commands: 'the slash command',
  'chat:write': 'posting and updating messages',
  'users:read': 'who someone is',
  'users:read.email': 'finding people on the VPN by their address',
  'channels:read': 'what kind of channel a public one is',
  'groups:read': 'what kind of channel a private one is, and who is in it',
  'usergroups:read': 'who is in a user group',
  'channels:history': 'finding its own message again instead of posting it twice, in public channels',
  'groups:history': 'finding its own message again instead of posting it twice, in private channels',
} as const satisfies Readonly<Record<string, string>>;
