import type { KnownBlock } from '@slack/types';
import { noPossibleMatches } from '../../src/domain/connection-list.ts';
import type { EntryThread } from '../../src/domain/kick-from-entries.ts';
import type { EndpointHealth } from '../../src/features/home/endpoint-health.ts';
import {
  actsBlocks,
  approvalsBlocks,
  blocksBlocks,
  deniedHomeView,
  healthBlocks,
  homeView,
  openingView,
  ownBlocks,
  rightsBlocks,
} from '../../src/features/home/messages.ts';
import { denyProtected } from '../../src/policy/authorize.ts';
import { someConnections } from '../builders/a-connection.ts';
import { aConnectionList } from '../builders/a-connection-list.ts';
import { anApproval } from '../builders/an-approval.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId } from '../builders/ids.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';
import { aBlock } from '../contract/a-block.ts';
import type { Samples } from './sample.ts';

const place = channelId('D0BOB');
const asOf = new Date('2026-11-02T09:00:00Z');
const device = { platform: 'win', platformVersion: '11' };
const rows = someConnections(12).map((connection, index) => ({
  connection,
  endpoint: anEndpoint(),
  mayTerminate: true,
  ...(index === 0 && { origin: { publicIp: '203.0.113.51', device } }),
}));
const shownAs = (title: string, blocks: readonly KnownBlock[]) =>
  ({ title, content: { kind: 'shown', blocks } }) as const;
const link = 'https://acme.slack.com/archives/C0SECOPS/p1762074000000100';
const blocked = [
  { block: aBlock(), link },
  { block: aBlock({ name: 'eve@example.com', until: undefined, endpoint: lab.id }), link: undefined },
];
const blocksFrame = {
  channels: [channelId('C0SECOPS')],
  limitedTo: undefined,
  endpoints: [anEndpoint(), lab],
  names: botNames,
};
const bob = { id: 'U0BOB', name: 'bob', team: 'T0HOME' };
const asListed = { id: 'cvpn-connection-0123456789abcdef0', previous: { code: 'active' } };
const act = aChain([
  anEntryDraft({ actor: bob, kind: 'requested', connections: [asListed] }),
  anEntryDraft({ actor: bob, connections: [{ ...asListed, current: { code: 'terminating' } }] }),
  anEntryDraft({
    actor: bob,
    kind: 'confirmed',
    connections: [{ ...asListed, current: { code: 'terminated' } }],
  }),
]);
const [first, ...rest] = act;
const acts: readonly EntryThread[] = first === undefined ? [] : [[first, ...rest]];
const own = (given: Parameters<typeof aConnectionList>[0], notOwn = 0) =>
  ({
    title: 'Your connections',
    content: { kind: 'shown', blocks: ownBlocks(aConnectionList(given), notOwn, botNames) },
  }) as const;
const rights = (...[channels, maySelf]: [Parameters<typeof rightsBlocks>[0], boolean]) =>
  ({
    title: 'What you can do',
    content: { kind: 'shown', blocks: rightsBlocks(channels, { maySelf, names: botNames }) },
  }) as const;
const secops = {
  rule: aChannelRule({ id: channelId('C0SECOPS') }),
  grants: ['see', 'kick', 'block'],
} as const;
const leads = { rule: aChannelRule({ id: channelId('C0LEADS') }), grants: ['see'] } as const;
const works = {
  kind: 'works',
  connections: 1_412,
  asOf,
  isPartial: false,
  isStale: false,
  lastDay: undefined,
} as const;
const health: readonly EndpointHealth[] = [
  { endpoint: anEndpoint(), state: { ...works, lastDay: '▁▁▁▁▁▁▂▃▅▇█▇▆▇▇▆▅▃▂▂▁▁▁▁' } },
  { endpoint: lab, state: { kind: 'no_network' } },
  { endpoint: { ...lab, name: 'prod-us' }, state: { ...works, connections: 3_000, isPartial: true } },
  { endpoint: { ...lab, name: 'prod-ap' }, state: { ...works, isStale: true } },
  { endpoint: { ...lab, name: 'partners' }, state: { kind: 'unreadable' } },
];
const unavailable = [{ endpoint: lab, code: 'aws_unreachable' }] as const;

export const homeSamples = {
  messages: {},
  homes: {
    openingView: [openingView(place)],
    homeView: [
      homeView(place, [
        own({ connections: rows.slice(0, 2) }),
        rights([secops, leads], true),
        shownAs('Endpoints', healthBlocks(health)),
        shownAs(
          'Waiting for approval',
          approvalsBlocks(
            [
              { approval: anApproval(), link },
              { approval: anApproval({ count: 7, target: 'everyone on lab' }), link: undefined },
            ],
            'U0OMAR',
          ),
        ),
        shownAs('Blocks', blocksBlocks(blocked, blocksFrame)),
        shownAs('What you terminated in the last 7 days', actsBlocks(acts)),
      ]),
      homeView(place, [own({ connections: [] }), rights([], true)]),
      homeView(place, [
        own({ connections: [], unavailable }, 2),
        { title: 'What you can do', content: { kind: 'pending' } },
        { title: 'Endpoints', content: { kind: 'failed', code: 'slack_unreachable' } },
      ]),
      homeView(place, [
        own({ connections: [], reading: [{ endpoint: lab, read: 3_000, about: 12_000 }] }),
        rights([leads], false),
        shownAs('Waiting for approval', approvalsBlocks([{ approval: anApproval(), link }], 'U0HELGA')),
        shownAs('Blocks', blocksBlocks([], blocksFrame)),
      ]),
      homeView(place, [own({ connections: rows }), rights([], false)]),
      homeView(place, [
        own({ connections: [], possible: { ...noPossibleMatches, certificateOnly: [lab] } }),
        shownAs('Blocks', blocksBlocks([], { ...blocksFrame, limitedTo: [lab] })),
      ]),
      homeView(place, [shownAs('Blocks', blocksBlocks(blocked, { ...blocksFrame, limitedTo: [lab] }))]),
    ],
    deniedHomeView: [
      deniedHomeView(place, { ...denyProtected(someRules()), reason: 'person_guest' }, botNames),
    ],
  },
} satisfies Samples;
