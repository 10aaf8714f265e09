import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { checkedAuditLog } from '../../../src/app/watch-audit-log.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import type { Witness } from '../../../src/domain/audit-witness.ts';
import { Failure } from '../../../src/domain/failure.ts';
import {
  type AuditLogCheck,
  type AuditLogCheckParts,
  auditLogCheck,
  compareWith,
} from '../../../src/features/audit/compare-with-channel.ts';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { MemoryAuditLog } from '../../doubles/memory-audit-log.ts';

const minuteMs = 60_000;

/** A record, an audit channel and a clock, all in the test's hand. */
class Scene {
  /** What the channel shows, or why it cannot be read. */
  channel: readonly Witness[] | Error | 'never answers' = [];
  isAnnouncementTaken = true;
  nowMs = Date.parse('2026-11-02T09:00:00Z');
  readonly reports: string[] = [];
  readonly announcements: string[] = [];
  reads = 0;
  readonly log: AuditLog;
  readonly check: AuditLogCheck;
  readonly checked: AuditLog;

  constructor(log: AuditLog = new MemoryAuditLog()) {
    this.log = log;
    const parts: AuditLogCheckParts = {
      log,
      witnesses: { newest: () => this.#read() },
      clock: {
        elapsedMs: () => this.nowMs,
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      },
      announce: async (disagreement) => {
        this.announcements.push(`${disagreement.kind} ${disagreement.newest.seq}`);
        return this.isAnnouncementTaken;
      },
      report: ({ kind, text }) => this.reports.push(`${kind}: ${text}`),
    };
    this.check = auditLogCheck(parts);
    this.checked = checkedAuditLog(log, this.check, () => {});
  }

  async #read(): Promise<readonly Witness[]> {
    this.reads += 1;
    if (this.channel === 'never answers') return new Promise(() => {});
    if (this.channel instanceof Error) throw this.channel;
    return this.channel;
  }
}

async function aRecordOf(entries: number): Promise<{ log: MemoryAuditLog; entries: readonly AuditEntry[] }> {
  const log = new MemoryAuditLog();
  const written: AuditEntry[] = [];
  for (let n = 0; n < entries; n += 1) written.push(await log.append(anEntryDraft()));
  return { log, entries: written };
}

async function aCutRecord(): Promise<{ scene: Scene; whole: readonly AuditEntry[] }> {
  const { entries: whole } = await aRecordOf(3);
  const { log } = await aRecordOf(2);
  const scene = new Scene(log);
  scene.channel = whole;
  return { scene, whole };
}

test('a new installation starts with an empty audit log and an empty channel', async () => {
  const scene = new Scene();

  await scene.check.run();

  expect(await scene.checked.append(anEntryDraft())).toMatchObject({ seq: 1 });
  expect(await scene.check.problem()).toBeUndefined();
  expect(scene.reports).toEqual([]);
});

test('an audit log that agrees is compared once', async () => {
  const { log, entries } = await aRecordOf(3);
  const scene = new Scene(log);
  scene.channel = entries;

  await scene.check.run();
  scene.nowMs += minuteMs;
  await scene.check.run();

  expect(scene.reads).toBe(1);
  expect(await scene.check.problem()).toBeUndefined();
});

describe('an audit log whose end is missing', () => {
  it('is reported, announced once and makes Bouncer unready', async () => {
    const { scene } = await aCutRecord();

    await scene.check.run();
    scene.nowMs += minuteMs;
    await scene.check.run();

    expect(await scene.check.problem()).toMatch(/does not agree.*entry 3 is missing/);
    expect(scene.reports).toEqual([expect.stringMatching(/^error: .*entry 3 is missing/)]);
    expect(scene.announcements).toEqual(['cut 3']);
  });

  it('accepts no entry, so that no number is given twice', async () => {
    const { scene } = await aCutRecord();
    await scene.check.run();

    await expect(scene.checked.append(anEntryDraft())).rejects.toMatchObject({ code: 'audit_unwritable' });

    expect(await scene.log.head()).toMatchObject({ seq: 2 });
    expect(await scene.checked.head()).toMatchObject({ seq: 2 });
    expect(await Array.fromAsync(scene.checked.stored())).toHaveLength(2);
  });

  it('accepts no entry while the first comparison is running', async () => {
    const { scene } = await aCutRecord();
    const answer = Promise.withResolvers<readonly Witness[]>();
    const check = auditLogCheck({
      log: scene.log,
      witnesses: { newest: () => answer.promise },
      clock: { elapsedMs: () => 0, sleep: () => new Promise(() => {}) },
      announce: async () => true,
      report: () => {},
    });
    const running = check.run();

    const appended = checkedAuditLog(scene.log, check, () => {}).append(anEntryDraft());
    answer.resolve(scene.channel as readonly Witness[]);

    await expect(appended).rejects.toMatchObject({ code: 'audit_unwritable' });
    await running;
    expect(await scene.log.head()).toMatchObject({ seq: 2 });
  });

  it('is announced again until the announcement is posted', async () => {
    const { scene } = await aCutRecord();
    scene.isAnnouncementTaken = false;
    await scene.check.run();
    scene.isAnnouncementTaken = true;
    for (let again = 0; again < 2; again += 1) {
      scene.nowMs += minuteMs;
      await scene.check.run();
    }

    expect(scene.announcements).toEqual(['cut 3', 'cut 3']);
  });

  it('accepts entries again when an operator accepted it, and says so', async () => {
    const { scene } = await aCutRecord();
    await scene.check.run();
    const accepted = await scene.log.append(anEntryDraft());
    scene.channel = [accepted];
    scene.nowMs += minuteMs;
    await scene.check.run();

    expect(await scene.check.problem()).toBeUndefined();
    expect(await scene.checked.append(anEntryDraft())).toMatchObject({ seq: 4 });
    expect(scene.reports.at(-1)).toMatch(/^info: .*agrees/);
  });
});

test('an entry that is appended and announced while the channel is read is not reported as missing', async () => {
  const { log } = await aRecordOf(2);
  const answer = Promise.withResolvers<readonly Witness[]>();
  const comparing = compareWith(log, { newest: () => answer.promise });

  answer.resolve([await log.append(anEntryDraft())]);

  expect(await comparing).toMatchObject({ kind: 'agrees', head: { seq: 3 } });
});

describe('a channel that cannot be read', () => {
  it('blocks nothing, is reported once, and is read again', async () => {
    const { scene, whole } = await aCutRecord();
    scene.channel = new Failure('slack_unreachable', 'Slack did not answer');
    await scene.check.run();
    scene.nowMs += minuteMs;
    await scene.check.run();

    expect(await scene.check.problem()).toBeUndefined();
    expect(scene.reports).toEqual([expect.stringMatching(/^warn: .*not compared.*Slack did not answer/)]);
    expect(scene.reads).toBe(2);

    scene.channel = whole;
    scene.nowMs += minuteMs;
    await scene.check.run();
    expect(await scene.check.problem()).toContain('entry 3 is missing');
  });

  it('is read at most every ten seconds', async () => {
    const scene = new Scene();
    scene.channel = new Failure('slack_unreachable', 'Slack did not answer');

    for (let second = 0; second < 30; second += 1) {
      await scene.check.run();
      scene.nowMs += 1_000;
    }

    expect(scene.reads).toBe(3);
  });

  it('delays no one by more than two seconds', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const scene = new Scene();
    scene.channel = 'never answers';
    void scene.check.run();

    const appended = scene.checked.append(anEntryDraft());
    await vi.advanceTimersByTimeAsync(2_000);

    expect(await appended).toMatchObject({ seq: 1 });
  });
});

describe('an audit log that loses its end while Bouncer runs', () => {
  async function aRecordThatIsCut() {
    const { log, entries } = await aRecordOf(3);
    const { log: rest } = await aRecordOf(1);
    let current: AuditLog = log;
    const scene = new Scene({
      append: (draft) => current.append(draft),
      ofRequest: (correlation) => current.ofRequest(correlation),
      requestedBy: (actor, since, most) => current.requestedBy(actor, since, most),
      stored: () => current.stored(),
      storedAt: (seqs) => current.storedAt(seqs),
      newestFirst: (upTo) => current.newestFirst(upTo),
      head: () => current.head(),
    });
    scene.channel = entries;
    await scene.check.run();
    await scene.checked.append(anEntryDraft());
    current = rest;
    return { scene, first: entries.slice(0, 1) };
  }

  it('is noticed by the next check, reported, and prevents further entries', async () => {
    const { scene } = await aRecordThatIsCut();

    expect(await scene.check.problem()).toMatch(/ends with entry 1.*ended with entry 4/);
    await expect(scene.checked.append(anEntryDraft())).rejects.toMatchObject({ code: 'audit_unwritable' });
    expect(scene.reports).toEqual([expect.stringMatching(/^error: .*entry 1/)]);
  });

  it('stays refused even if the channel shows no more than what is left', async () => {
    const { scene, first } = await aRecordThatIsCut();
    await scene.check.problem();
    scene.channel = first;
    scene.nowMs += minuteMs;

    await scene.check.run();

    expect(await scene.check.problem()).toMatch(/ends with entry 1.*ended with entry 4/);
    expect(scene.announcements).toEqual(['lost 4']);
  });

  it('accepts entries again when an operator accepted it', async () => {
    const { scene } = await aRecordThatIsCut();
    await scene.check.problem();
    scene.channel = [{ ...(await scene.log.append(anEntryDraft())), isAcceptance: true }];
    scene.nowMs += minuteMs;

    await scene.check.run();

    expect(await scene.check.problem()).toBeUndefined();
    expect(await scene.checked.append(anEntryDraft())).toMatchObject({ seq: 3 });
  });
});
