import type { Group, Person } from '../protocol/client-protocol.ts';
import type { OrganizationContent, PersonContent, WorkspaceContent } from './workspace-content.ts';

/** The flags of a person by which an app decides whether to trust them. */
export interface PersonFlags {
  readonly deleted: boolean;
  readonly isBot: boolean;
  readonly isRestricted: boolean;
  readonly isUltraRestricted: boolean;
  readonly isStranger: boolean;
  readonly isEmailConfirmed: boolean;
  /** Not active in Slack at this moment. */
  readonly isAway: boolean;
}

export interface PersonRecord extends PersonFlags {
  readonly id: string;
  readonly teamId: string;
  /** Every workspace of theirs, their home first. */
  readonly workspaceIds: readonly [string, ...string[]];
  /** Whether they belong to this workspace, as their home or beside it. */
  readonly isFromHere: boolean;
  /** The Enterprise Grid organization that they belong to. */
  readonly organization: OrganizationContent | null;
  readonly name: string;
  readonly realName: string;
  readonly about: string;
  readonly email: string | null;
}

/** The people and user groups of a workspace, the bot among them. */
export class Directory {
  readonly groups: readonly Group[];
  readonly #people: Map<string, PersonRecord>;

  constructor(content: WorkspaceContent, bot: PersonRecord) {
    this.groups = content.groups;
    const people = content.people.map((person) => recordFromContent(person, content));
    this.#people = new Map([...people, bot].map((person) => [person.id, person]));
  }

  find(id: string): PersonRecord | undefined {
    return this.#people.get(id);
  }

  findByEmail(email: string): PersonRecord | undefined {
    return this.list().find((person) => person.email?.toLowerCase() === email.toLowerCase());
  }

  findByName(name: string): PersonRecord | undefined {
    return this.list().find((person) => person.name === name);
  }

  list(): readonly PersonRecord[] {
    return [...this.#people.values()];
  }

  /** Changes flags of a person that exists; answers the person as they are now. */
  change(id: string, flags: Partial<PersonFlags>): PersonRecord | undefined {
    const person = this.#people.get(id);
    if (!person) return undefined;
    const changed = { ...person, ...flags };
    this.#people.set(id, changed);
    return changed;
  }
}

export function isFullMember(person: PersonRecord): boolean {
  return !(person.deleted || person.isRestricted || person.isUltraRestricted || isFromElsewhere(person));
}

/** Whether they are of another organization, or of another workspace of the company alone. */
export function isFromElsewhere({ isStranger, isFromHere }: PersonRecord): boolean {
  return isStranger || !isFromHere;
}

export function clientPersonFrom(person: PersonRecord): Person {
  const { id, name, realName, about, email } = person;
  return { id, name, realName, about, email, kind: kindOf(person) };
}

function kindOf(person: PersonRecord): Person['kind'] {
  if (person.isBot) return 'bot';
  if (person.deleted) return 'deactivated';
  if (isFromElsewhere(person)) return 'outsider';
  return person.isRestricted || person.isUltraRestricted ? 'guest' : 'member';
}

function recordFromContent(person: PersonContent, content: WorkspaceContent): PersonRecord {
  const { id, name, realName, about, kind, email, isEmailConfirmed } = person;
  const team = kind === 'outsider' ? content.partner : content.team;
  const workspaceIds = person.workspaces ?? [team.id];
  return {
    id,
    name,
    realName,
    about,
    email,
    teamId: workspaceIds[0],
    workspaceIds,
    isFromHere: workspaceIds.includes(content.team.id),
    organization: team.organization ?? null,
    deleted: kind === 'deactivated',
    isBot: false,
    isRestricted: kind === 'guest',
    isUltraRestricted: false,
    isStranger: kind === 'outsider',
    isEmailConfirmed,
    isAway: false,
  };
}
