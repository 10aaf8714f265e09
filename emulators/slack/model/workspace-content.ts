/** What a workspace holds when it starts. */
export interface WorkspaceContent {
  readonly team: TeamContent;
  /** The other organization of shared channels, where outsiders come from. */
  readonly partner: TeamContent;
  /** The other workspaces of the company, on Enterprise Grid. */
  readonly siblings?: readonly TeamContent[];
  readonly app: { readonly id: string; readonly botId: string; readonly botUserId: string };
  readonly people: readonly PersonContent[];
  readonly groups: readonly GroupContent[];
  readonly channels: readonly ChannelContent[];
}

export interface TeamContent {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** The Enterprise Grid organization that the workspace belongs to. */
  readonly organization?: OrganizationContent;
}

export interface OrganizationContent {
  readonly id: string;
  readonly name: string;
}

export interface PersonContent {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly about: string;
  readonly kind: 'member' | 'guest' | 'outsider' | 'deactivated';
  readonly email: string;
  readonly isEmailConfirmed: boolean;
  /** The ids of their workspaces, their home first; without it, this workspace alone, or the partner's. */
  readonly workspaces?: readonly [string, ...string[]];
}

export interface GroupContent {
  readonly id: string;
  readonly handle: string;
  readonly members: readonly string[];
}

export interface ChannelContent {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'shared';
  readonly topic: string;
  readonly members: readonly string[];
  readonly hasBot: boolean;
  /** Shared between the workspaces of the company. */
  readonly isOrgShared?: boolean;
}
