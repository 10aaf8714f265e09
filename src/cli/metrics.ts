import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import type { RequestNote } from '../slack/guarded-receiver.ts';

/** The bot's figures for Prometheus. */
export interface Metrics {
  readonly onAwsCall: AwsCallObserver;
  readonly onRequest: (note: RequestNote) => void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const awsCalls = new Counter({
    name: 'bouncer_aws_calls_total',
    help: 'Attempts at AWS calls, by action, Region and outcome (ok or the error name).',
    labelNames: ['action', 'region', 'outcome'],
    registers,
  });
  const awsSeconds = new Histogram({
    name: 'bouncer_aws_call_seconds',
    help: 'Duration of attempts at AWS calls.',
    labelNames: ['action'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const ackSeconds = new Histogram({
    name: 'bouncer_ack_seconds',
    help: 'From the arrival of a request of Slack to its acknowledgement, by who acknowledged it.',
    labelNames: ['by'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });

  return {
    onAwsCall({ action, region, outcome, durationMs }) {
      awsCalls.inc({ action, region, outcome });
      awsSeconds.observe({ action }, durationMs / 1000);
    },
    onRequest({ ackMs, ackedBy }) {
      ackSeconds.observe({ by: ackedBy }, ackMs / 1000);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
