import { expect, test } from 'vitest';
import { probe } from '../../src/commands/probe.ts';
import { Failure } from '../../src/core/failure.ts';
import type { ProbedPages } from '../../src/ports/vpn-checkup.ts';
import { connectionId } from '../builders/ids.ts';
import { aSetUp, refused } from '../doubles/a-set-up.ts';

const subject = 'prod-eu (cvpn-endpoint-0123456789abcdef0)';
const [one, two, three] = ['01', '02', '03'].map((end) =>
  connectionId(`cvpn-connection-0000000000000000${end}`),
);

test.each<[ProbedPages, readonly string[]]>([
  [
    { pages: [[one ?? never()], [two ?? never()]], sampledAheadMs: -90_000 },
    [
      `ok ${subject}: a second page of connections follows the first, without one of it`,
      `ok ${subject}: times of connections are UTC: the latest was read 90 s ago`,
    ],
  ],
  [
    {
      pages: [
        [one ?? never(), two ?? never()],
        [two ?? never(), three ?? never()],
      ],
      sampledAheadMs: 3_600_000,
    },
    [
      `warning ${subject}: connections on two pages: 1; each is counted once`,
      `wrong ${subject}: times of connections are not UTC: they are off by 60 min`,
    ],
  ],
  [
    { pages: [[]], sampledAheadMs: undefined },
    [
      `ok ${subject}: connections: 0, too few to tell whether a second page follows the first`,
      `ok ${subject}: nobody is connected, so that the time zone of connections cannot be told`,
    ],
  ],
])('what two pages tell is told: %o', async (pages, expected) => {
  const findings = await probe(aSetUp({ vpn: { probePages: async () => pages } }));

  expect(findings.map(line)).toEqual([...expected, 'ok Slack: it takes the blocks of the bot’s messages']);
});

test('messages that Slack does not take are wrong, and what cannot be asked as well', async () => {
  const findings = await probe(
    aSetUp({
      workspace: { takesMessages: async () => refused('invalid_blocks') },
      vpn: {
        probePages: async () => {
          throw new Failure('aws_denied', 'ordered');
        },
      },
    }),
  );

  expect(findings.map(line)).toEqual([
    `wrong ${subject}: AWS does not allow it`,
    'wrong Slack: it does not take the blocks of the bot’s messages: invalid_blocks',
  ]);
});

function line({ verdict, subject: of, says }: Awaited<ReturnType<typeof probe>>[number]): string {
  return `${verdict} ${of}: ${says}`;
}

function never(): never {
  throw new Error('the test names an id that does not parse');
}
