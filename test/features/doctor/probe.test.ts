import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { probe } from '../../../src/features/doctor/probe.ts';
import type { ProbedPages } from '../../../src/ports/set-up.ts';
import { connectionId } from '../../builders/ids.ts';
import { aSetUp, refused } from '../../doubles/a-set-up.ts';

const subject = 'prod-eu (cvpn-endpoint-0123456789abcdef0)';
const [one, two, three] = ['01', '02', '03'].map((end) =>
  connectionId(`cvpn-connection-0000000000000000${end}`),
);

test.each<[ProbedPages, readonly string[]]>([
  [
    { pages: [[one ?? never()], [two ?? never()]], sampledAheadMs: -90_000 },
    [
      `ok ${subject}: the first two pages of connections have no connection in common`,
      `ok ${subject}: connection times are UTC: the latest is 90 s old`,
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
      `warning ${subject}: connections on both pages: 1; Bouncer counts each of them once`,
      `wrong ${subject}: connection times are not UTC: they are off by 60 min`,
    ],
  ],
  [
    { pages: [[]], sampledAheadMs: undefined },
    [
      `ok ${subject}: paging not checked: all connections (0) fit on one page`,
      `ok ${subject}: time zone not checked: no active connections on the pages read`,
    ],
  ],
])('reports what two pages show: %o', async (pages, expected) => {
  const findings = await probe(aSetUp({ vpn: { probePages: async () => pages } }));

  expect(findings.map(line)).toEqual([...expected, 'ok Slack: accepts the blocks of Bouncer’s messages']);
});

test('reports messages that Slack rejects, and checks that fail', async () => {
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
    `wrong ${subject}: AWS doesn’t allow it`,
    'wrong Slack: rejects the blocks of Bouncer’s messages: invalid_blocks',
  ]);
});

function line({ verdict, subject: of, says }: Awaited<ReturnType<typeof probe>>[number]): string {
  return `${verdict} ${of}: ${says}`;
}

function never(): never {
  throw new Error('the test names an id that does not parse');
}
