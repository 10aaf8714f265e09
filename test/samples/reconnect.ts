import { reconnectsAuditView, reconnectsView, reconnectView } from '../../src/features/reconnect/messages.ts';
import { aReconnectReport } from '../builders/a-reconnect-report.ts';
import { aReconnectWarning } from '../builders/a-reconnect-warning.ts';
import { botNames } from '../builders/bot-names.ts';
import type { Samples } from './sample.ts';

export const reconnectSamples = {
  messages: {
    reconnectView: [reconnectView(aReconnectWarning({ mayBlock: true }))],
    reconnectsView: [reconnectsView(aReconnectReport({ mayBlock: true }), botNames)],
    reconnectsAuditView: [reconnectsAuditView(aReconnectReport())],
  },
} satisfies Samples;
