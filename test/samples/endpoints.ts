import { endpointsView } from '../../src/features/endpoints/messages.ts';
import { lab } from '../builders/an-endpoint.ts';
import type { Samples } from './sample.ts';

export const endpointsSamples = {
  messages: {
    endpointsView: [
      endpointsView([
        {
          endpoint: lab,
          facts: { kind: 'unknown', code: 'aws_denied' },
          policy: { kind: 'known', policy: { kind: 'none' } },
          live: { kind: 'unknown', code: 'aws_unreachable' },
        },
      ]),
    ],
  },
} satisfies Samples;
