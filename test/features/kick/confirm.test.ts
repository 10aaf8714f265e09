import { expect, test } from 'vitest';
import type { Status } from '../../../src/domain/connection.ts';
import type { KickPart, TerminationState } from '../../../src/domain/kick.ts';
import { confirmTerminated } from '../../../src/features/kick/confirm.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aKickPart, connectionStates } from '../../builders/a-kick.ts';
import { MemoryVpn } from '../../doubles/memory-vpn.ts';
import { MovedClock } from '../../doubles/moved-clock.ts';

const connection = aConnection();
const asStatus = (code: string): Status => ({ code, message: undefined });
const underWay: TerminationState = {
  kind: 'terminating',
  change: { previous: asStatus('active'), via: [], current: asStatus('terminating') },
};

function aScene(state: TerminationState, seenAs = 'terminating') {
  const clock = new MovedClock();
  const vpn = new MemoryVpn(clock, [aConnection({ status: asStatus(seenAs) })]);
  const changes: KickPart[] = [];
  const startedAt = clock.now().getTime();
  const confirm = async () => {
    const part = aKickPart({ connections: [{ connection, state }] });
    const subject = await confirmTerminated({ vpn, clock }, part, (changed) => changes.push(changed));
    return subject.connections[0]?.state;
  };
  const elapsedMs = () => clock.now().getTime() - startedAt;
  const becomes = (code: string) => vpn.connect(aConnection({ status: asStatus(code) }));
  return { clock, vpn, changes, confirm, elapsedMs, becomes };
}

test('an observed termination is confirmed, with its intermediate statuses', async () => {
  const { clock, confirm, elapsedMs, becomes } = aScene(underWay);
  clock.atEachSleep = () => {
    if (elapsedMs() >= 4_000) becomes('terminated');
  };

  expect(await confirm()).toEqual({
    kind: 'ended',
    change: {
      previous: asStatus('active'),
      via: [asStatus('terminating')],
      current: asStatus('terminated'),
    },
  });
  expect(elapsedMs()).toBe(4_000);
});

test('changes are reported, and checks without news are not', async () => {
  const { clock, changes, confirm, elapsedMs, becomes } = aScene(underWay);
  clock.atEachSleep = () => {
    if (elapsedMs() >= 20_000) becomes('terminated');
  };

  await confirm();

  expect(changes).toHaveLength(1);
});

test('a clock that is set forward meanwhile neither ends a connection nor gives it up', async () => {
  const { clock, confirm, elapsedMs, becomes } = aScene(underWay);
  let setAt: number | undefined;
  clock.atEachSleep = () => {
    if (setAt === undefined) clock.set(3_600_000);
    setAt ??= elapsedMs();
    if (clock.elapsedMs() >= 4_000) becomes('terminated');
  };

  expect(await confirm()).toMatchObject({ kind: 'ended' });
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(4_000);
});

test('a connection that AWS could not terminate is not called terminated', async () => {
  expect(await aScene(underWay, 'failed-to-terminate').confirm()).toMatchObject({ kind: 'not_ended' });
});

test('a connection with an end time has ended, whatever its status code', async () => {
  const { vpn, confirm } = aScene(underWay);
  vpn.connect(aConnection({ status: asStatus('active'), endedAt: new Date('2026-11-02T09:00:00Z') }));

  expect(await confirm()).toMatchObject({ kind: 'ended', change: { current: { code: 'terminated' } } });
});

test('a connection that stays off the list has ended, unless the list may only be late', async () => {
  const { vpn, confirm, elapsedMs } = aScene(underWay);
  vpn.forget(connection.id);

  expect(await confirm()).toMatchObject({ kind: 'ended', change: { current: { code: 'not-listed' } } });
  expect(elapsedMs()).toBe(4_000);
});

test.each(['terminating', 'active', 'paused'])(
  'after two minutes of %s the connection is left unconfirmed',
  async (code) => {
    const { confirm, elapsedMs } = aScene(underWay, code);

    expect(await confirm()).toMatchObject({ kind: 'unconfirmed' });
    expect(elapsedMs()).toBeGreaterThanOrEqual(120_000);
    expect(elapsedMs()).toBeLessThan(131_000);
  },
);

test('a failed check decides nothing; the next successful one does', async () => {
  const { vpn, confirm, elapsedMs } = aScene(underWay, 'terminated');
  vpn.fail({ method: 'connections', code: 'aws_throttled', times: 3 });

  expect(await confirm()).toMatchObject({ kind: 'ended' });
  expect(elapsedMs()).toBe(7_000);
});

test('a call without an answer or a visible effect was not carried out', async () => {
  const { confirm, elapsedMs } = aScene(connectionStates.unanswered, 'active');

  expect(await confirm()).toMatchObject({ kind: 'not_ended', change: { current: { code: 'active' } } });
  expect(elapsedMs()).toBeGreaterThanOrEqual(15_000);
});

test('a call without an answer whose effect is visible terminated the connection', async () => {
  expect(await aScene(connectionStates.unanswered, 'terminated').confirm()).toMatchObject({ kind: 'ended' });
});

test('a call without an answer stays undecided until a check succeeds', async () => {
  const { vpn, confirm } = aScene(connectionStates.unanswered, 'active');
  vpn.fail({ method: 'connections', code: 'aws_unreachable' });

  expect(await confirm()).toMatchObject({
    kind: 'unconfirmed',
    change: { current: { code: 'unanswered', message: 'aws_unanswered' } },
  });
});

test.each(['ended', 'already_gone', 'not_ended', 'claimed', 'failed'] as const)(
  '%s is not checked again',
  async (kind) => {
    const { vpn, confirm } = aScene(connectionStates[kind]);

    expect(await confirm()).toBe(connectionStates[kind]);
    expect(vpn.calls).toEqual([]);
  },
);
