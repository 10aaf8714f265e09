import type { EndpointUsage, UsageReport } from '../../src/domain/usage-report.ts';
import { reportView } from '../../src/features/report/messages.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { channelId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const at = (text: string) => new Date(`2026-${text}:00Z`);

const prod: EndpointUsage = {
  endpoint: anEndpoint(),
  figures: { peak: { at: at('10-28T10:35'), active: 6_120 }, average: 2_871.4 },
  sparkline: '▁▂▅▇▁▂▆▇▁▂▆█▁▂▅▇▁▂▅▆▁▁▁▂▁▁▁▂',
  gaps: [{ from: at('10-30T02:10'), to: at('10-30T04:40') }],
  limit: 7_000,
  expiry: { revocationList: 12, identityProviderCertificate: 200 },
};
const unseen: EndpointUsage = {
  endpoint: lab,
  figures: undefined,
  sparkline: undefined,
  gaps: [],
  limit: undefined,
  expiry: { revocationList: undefined, identityProviderCertificate: -2 },
};
const quiet: EndpointUsage = { ...unseen, endpoint: anEndpoint(), expiry: undefined };

const report: UsageReport = {
  channel: channelId('C0SECOPS'),
  from: at('10-26T08:00'),
  to: at('11-02T08:00'),
  zone: 'Europe/Berlin',
  endpoints: [prod, unseen],
  longest: [
    {
      name: 'svc-backup',
      endpoint: lab,
      startedAt: at('10-26T06:00'),
      endedAt: undefined,
      isActive: true,
      ms: 7 * 86_400_000,
    },
    {
      name: 'bob@example.com',
      endpoint: anEndpoint(),
      startedAt: at('10-29T07:00'),
      endedAt: at('10-29T21:30'),
      isActive: false,
      ms: 52_200_000,
    },
    {
      name: undefined,
      endpoint: lab,
      startedAt: at('10-29T07:00'),
      endedAt: undefined,
      isActive: false,
      ms: 3_600_000,
    },
  ],
  isLongestCut: true,
  acts: {
    channels: [
      { channel: 'C0SECOPS', kicks: 12, blocks: 1, unblocks: 1 },
      { channel: 'C0HELPDESK', kicks: 7, blocks: 0, unblocks: 0 },
    ],
    denied: [
      { name: 'mallory', count: 41 },
      { name: 'eve@example.com', count: 1 },
    ],
  },
  missing: [],
};

export const reportSamples = {
  messages: {
    reportView: [
      reportView(report),
      reportView(report, 'with charts'),
      reportView({
        ...report,
        endpoints: [quiet],
        longest: [],
        isLongestCut: false,
        acts: { channels: [], denied: [] },
      }),
      reportView({ ...report, zone: 'UTC', endpoints: [prod], isLongestCut: false, acts: undefined }),
      reportView({
        ...report,
        endpoints: [quiet],
        longest: [],
        isLongestCut: false,
        acts: undefined,
        missing: ['history_off', 'history_unavailable', 'audit_unavailable', 'audit_cut'],
      }),
      reportView({
        ...report,
        endpoints: [quiet],
        longest: [],
        isLongestCut: false,
        acts: { channels: [], denied: [] },
        missing: ['audit_cut'],
      }),
    ],
  },
} satisfies Samples;
