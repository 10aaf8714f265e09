import type { AuditEntry } from '../../src/core/audit-entry.ts';
import type { Kick } from '../../src/core/kick.ts';
import type { Announcer } from '../../src/ports/announcer.ts';

/** Keeps what was told, in order. */
export class MemoryAnnouncer implements Announcer {
  readonly shown: Kick[] = [];
  readonly stories: (readonly AuditEntry[])[] = [];

  async show(kick: Kick): Promise<boolean> {
    this.shown.push(kick);
    return true;
  }

  async announce(story: readonly AuditEntry[]): Promise<boolean> {
    this.stories.push(story);
    return true;
  }
}
