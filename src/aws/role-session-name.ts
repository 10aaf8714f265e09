import type { Actor } from '../domain/audit-entry.ts';

/** The role session name under which AWS logs what Bouncer does on its own. */
export const botSessionName = 'bouncer';

/**
 * Returns the role session name under which AWS logs what Bouncer does for a person, so that CloudTrail identifies
 * them. It contains Slack's id and not the name, which people choose themselves; AWS allows `[\w+=,.@-]{2,64}`.
 */
export function roleSessionNameOf(actor: Pick<Actor, 'id'>): string {
  return `${botSessionName}-${actor.id}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
