import { reconnectsAuditView, reconnectsView, reconnectView } from '../../src/features/reconnect/messages.ts';
import { aReconnectReport } from '../builders/a-reconnect-report.ts';
import { aReconnectWarning } from '../builders/a-reconnect-warning.ts';
import { botNames } from '../builders/bot-names.ts';
import type { Samples } from './sample.ts';

const from = { publicIp: '203.0.113.51', platform: 'win' };

export const reconnectSamples = {
  messages: {
    reconnectView: [
      reconnectView(aReconnectWarning({ mayBlock: true })),
      reconnectView(aReconnectWarning({ from })),
    ],
    reconnectsView: [
      reconnectsView(aReconnectReport({ mayBlock: true }), botNames),
      reconnectsView(
        { ...aReconnectReport({ names: 1 }), reconnected: aReconnectReport().reconnected.slice(0, 1) },
        botNames,
      ),
    ],
    reconnectsAuditView: [reconnectsAuditView(aReconnectReport())],
  },
} satisfies Samples;
