import { botActor } from '../../src/domain/audit-entry.ts';
import {
  detailsView,
  noDetailsView,
  terminationText,
  unexplainedText,
} from '../../src/features/details/messages.ts';
import { aConnection } from '../builders/a-connection.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import type { Samples } from './sample.ts';

const asOf = new Date('2026-11-02T09:00:03Z');
const connection = aConnection({
  username: 'bob@example.com',
  commonName: 'bob-laptop.example.com',
  traffic: {
    bytesSent: 34_567_890n,
    bytesReceived: 1_234_567_890n,
    packetsSent: 120_345n,
    packetsReceived: 987_654n,
  },
  clientIpv6: 'fd00:ec2:0:5::4a1',
  posture: ['compliant', 'disk-not-encrypted'],
  policyEvaluatedAt: new Date('2026-11-02T08:55:00Z'),
});
const ended = aConnection({
  username: undefined,
  commonName: 'kiosk.example.com',
  endpointId: lab.id,
  status: { code: 'terminated', message: 'Denied by the authorization policy' },
  endedAt: new Date('2026-11-02T08:50:12Z'),
  sampledAt: new Date('2026-11-02T08:50:12Z'),
  traffic: { bytesSent: 1n, bytesReceived: 0n, packetsSent: 1n, packetsReceived: 0n },
});
const origin = {
  publicIp: '203.0.113.51',
  device: { platform: 'win', platformVersion: '11', clientVersion: '4.1.0' },
};
const none = { connection: connection.id, endpoints: [anEndpoint(), lab], unavailable: [] };
const denial = {
  allowed: false,
  reason: 'grant_missing',
  grant: 'see',
  grantedIn: [aChannelRule()],
} as const;

const here = channelId('C0HELPDESK');
const record = {
  by: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
  channel: here,
  reason: 'stale session, user asked',
};
const terminations = {
  byConnection: new Map([[`${ended.endpointId} ${ended.id}`, record]]),
  extent: 'complete',
} as const;
const texts = (extent: 'partial' | 'unread') => [unexplainedText({ extent }) ?? []].flat();

export const detailsSamples = {
  messages: {
    detailsView: [
      detailsView(
        {
          item: { connection, endpoint: anEndpoint(), mayTerminate: true, origin },
          asOf,
          mayBlock: true,
        },
        here,
      ),
      detailsView(
        {
          item: { connection: ended, endpoint: lab, mayTerminate: false },
          asOf,
          mayBlock: false,
          terminations,
        },
        here,
      ),
      detailsView(
        {
          item: {
            connection: aConnection({ username: undefined, commonName: undefined }),
            endpoint: anEndpoint(),
            mayTerminate: false,
          },
          asOf,
          mayBlock: false,
        },
        here,
      ),
    ],
    noDetailsView: [
      noDetailsView({ ...none, denial: undefined, maySearchLog: true }, botNames),
      noDetailsView(
        {
          ...none,
          unavailable: [{ endpoint: lab, code: 'aws_unreachable' }],
          denial: undefined,
          maySearchLog: false,
        },
        botNames,
      ),
      noDetailsView(
        {
          ...none,
          endpoints: [lab],
          unavailable: [{ endpoint: lab, code: 'aws_unreachable' }],
          denial: undefined,
          maySearchLog: false,
        },
        botNames,
      ),
      noDetailsView({ ...none, denial, maySearchLog: false }, botNames),
    ],
  },
  texts: {
    'In a history, below a connection': [
      terminationText(record, here, 160),
      terminationText({ ...record, by: botActor, channel: 'C0SECOPS' }, here, 160),
    ],
    'In a history, if the audit log is not read completely': [...texts('partial'), ...texts('unread')],
  },
} satisfies Samples;
