import type { Actor } from '../domain/audit-entry.ts';

/** The session name under which AWS records what the bot does by itself. */
export const botSessionName = 'bouncer';

/**
 * The session name under which AWS records what the bot does for a person, so that CloudTrail names them.
 * Slack's id and not the name, which people choose for themselves; AWS allows `[\w+=,.@-]{2,64}`.
 */
export function roleSessionNameOf(actor: Pick<Actor, 'id'>): string {
  return `${botSessionName}-${actor.id}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
