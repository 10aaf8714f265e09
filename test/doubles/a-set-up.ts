import { emptyHead } from '../../src/domain/audit-chain.ts';
import type { Channel } from '../../src/domain/channel.ts';
import { Failure, type FailureCode } from '../../src/domain/failure.ts';
import type { ChannelId, PersonId } from '../../src/domain/ids.ts';
import type { Person } from '../../src/domain/person.ts';
import type { Rules } from '../../src/domain/rules.ts';
import type { QueueState, SetUp, VpnCheckup, WorkspaceCheckup } from '../../src/ports/set-up.ts';
import { aChannel } from '../builders/a-channel.ts';
import { aPerson } from '../builders/a-person.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { channelId } from '../builders/ids.ts';
import { someRules } from '../builders/some-rules.ts';
import { MemoryBlockList } from './memory-block-list.ts';
import { memorySnapshot } from './memory-snapshot.ts';

export const auditChannel = channelId('C0AUDIT');

/** A set-up with which nothing is wrong, but for what a test puts in its place. */
export interface SetUpFaults {
  readonly rules?: Partial<Rules>;
  readonly workspace?: Partial<WorkspaceCheckup>;
  readonly vpn?: Partial<VpnCheckup>;
  readonly store?: Partial<SetUp['store']>;
  readonly blocks?: SetUp['blocks'];
  readonly history?: SetUp['history'];
  readonly queue?: Partial<QueueState> & { readonly fails?: FailureCode };
  readonly scopes?: SetUp['scopes'];
  /** Whether a check that has no answer runs out of its time. */
  readonly isTimeUp?: boolean;
}

export function aSetUp({ isTimeUp = false, ...ill }: SetUpFaults = {}): SetUp {
  return {
    command: '/vpn',
    isAskedBySlack: false,
    rules: { ...someRules({ channels: [] }), endpoints: [anEndpoint()], ...ill.rules },
    auditChannel,
    scopes: ill.scopes ?? { 'chat:write': 'posting' },
    workspace: { ...aHealthyWorkspace, ...ill.workspace },
    vpn: { ...aHealthyVpn, ...ill.vpn },
    store: {
      name: './bouncer.db',
      tryOut: async () => ({ kind: 'works', head: emptyHead }),
      recorded: async () => ({ head: emptyHead, stored: new Map() }),
      claims: async () => [],
      ...ill.store,
    },
    blocks: 'blocks' in ill ? ill.blocks : new MemoryBlockList(),
    history: ill.history,
    queue: ill.queue && aQueue(ill.queue),
    clock: {
      now: () => new Date(0),
      elapsedMs: () => 0,
      sleep: () => (isTimeUp ? Promise.resolve() : new Promise(() => {})),
    },
  };
}

function aQueue({ fails, ...state }: NonNullable<SetUpFaults['queue']>): SetUp['queue'] {
  return {
    name: 'https://sqs.eu-west-1.amazonaws.com/111122223333/requests.fifo',
    state: async () => {
      if (fails !== undefined) throw new Failure(fails, 'ordered');
      return { waiting: 0, dead: 0, ...state };
    },
  };
}

const aHealthyWorkspace: WorkspaceCheckup = {
  host: 'slack.com',
  clockAheadMs: async () => 400,
  bot: async () => answered({ workspace: 'Acme', name: 'bouncer', scopes: ['chat:write'] }),
  reach: async () => ({ kind: 'dialled' }),
  channel: async (id) => aChannelCheck(id),
  posting: async () => answered('allowed'),
  witnesses: async () => answered([]),
  takesMessages: async () => answered('valid'),
  person: async (id) => aMember(id),
  members: async () => answered({ people: [aPerson()], isWhole: true }),
  membersOf: async () => answered(['U0OMAR']),
};

const aHealthyVpn: VpnCheckup = {
  tryConnectionLog: async () => {},
  facts: async () => ({
    status: 'available',
    authentication: ['federated'],
    connectHandler: 'bouncer',
    sessionTimeoutHours: 24,
  }),
  probePages: async () => ({ pages: [[]], sampledAheadMs: undefined }),
  daysToExpiry: async () => ({ revocationList: 200, identityProviderCertificate: 300 }),
  authorizationPolicy: async () => ({ kind: 'none' }),
  rehearse: async () => 'allowed',
  scan: async () => memorySnapshot([], new Date(0)),
  clocksAheadMs: () => new Map([['eu-west-1', -400]]),
  hosts: () => new Map([['eu-west-1', 'ec2.eu-west-1.amazonaws.com']]),
  metricsHost: ({ region }) => `monitoring.${region}.amazonaws.com`,
};

export function aChannelCheck(id: ChannelId, over: Partial<Channel> = {}, hasBot = true) {
  return answered({ channel: aChannel({ id, ...over }), hasBot });
}

export function aMember(id: PersonId, over: Partial<Person> = {}) {
  return answered(aPerson({ id, ...over }));
}

export function answered<T>(value: T) {
  return { kind: 'answered', value } as const;
}

export function refused(word: string) {
  return { kind: 'refused', word } as const;
}
