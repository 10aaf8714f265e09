import type { AuditEntry } from '../../src/core/audit-entry.ts';
import type { Comeback } from '../../src/core/comeback.ts';
import type { Kick } from '../../src/core/kick.ts';
import type { Announcer } from '../../src/ports/announcer.ts';

/** Keeps what was told, in order. */
export class MemoryAnnouncer implements Announcer {
  readonly shown: Kick[] = [];
  readonly comebacks: Comeback[] = [];
  readonly stories: (readonly AuditEntry[])[] = [];

  async show(kick: Kick): Promise<boolean> {
    this.shown.push(kick);
    return true;
  }

  async announce(story: readonly AuditEntry[]): Promise<boolean> {
    this.stories.push(story);
    return true;
  }

  async warn(comeback: Comeback): Promise<boolean> {
    this.comebacks.push(comeback);
    return true;
  }
}
