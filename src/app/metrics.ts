import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { RequestNote } from '../slack/guarded-receiver.ts';
import type { UsageCounters } from '../slack/listener-deps.ts';

/** Bouncer's metrics for Prometheus. */
export interface Metrics {
  readonly usage: UsageCounters;
  readonly onAwsCall: AwsCallObserver;
  readonly onRequest: (note: RequestNote) => void;
  readonly onEntry: (entry: Pick<AuditEntry, 'kind' | 'seq'>) => void;
  /** Shows the number of open sockets to Slack. */
  readonly watchSockets: (countOpen: () => number) => void;
  /** Returns all metrics in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    usage: usageCountersIn(registry),
    onAwsCall: awsCallsIn(registry),
    onRequest: requestsIn(registry),
    onEntry: entriesIn(registry),
    watchSockets: (countOpen) => {
      new Gauge({
        name: 'bouncer_slack_sockets',
        help: 'Open Socket Mode connections, two while all is well.',
        registers: [registry],
        collect() {
          this.set(countOpen());
        },
      });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function usageCountersIn(registry: Registry): UsageCounters {
  const commands = new Counter({
    name: 'bouncer_commands_total',
    help: 'Slash commands by what they asked for, typos as misread.',
    labelNames: ['command'],
    registers: [registry],
  });
  const refusals = new Counter({
    name: 'bouncer_refusals_total',
    help: 'Looks and acts that were refused, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return {
    command: (command) => commands.inc({ command }),
    denial: (reason) => refusals.inc({ reason }),
  };
}

function awsCallsIn(registry: Registry): AwsCallObserver {
  const calls = new Counter({
    name: 'bouncer_aws_calls_total',
    help: 'Attempts at AWS calls by action, Region and outcome: ok or the error name; throttles are RequestLimitExceeded.',
    labelNames: ['action', 'region', 'outcome'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'bouncer_aws_call_seconds',
    help: 'Duration of attempts at AWS calls.',
    labelNames: ['action'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return ({ action, region, outcome, durationMs }) => {
    calls.inc({ action, region, outcome });
    seconds.observe({ action }, durationMs / 1000);
  };
}

function requestsIn(registry: Registry): Metrics['onRequest'] {
  const seconds = new Histogram({
    name: 'bouncer_ack_seconds',
    help: 'From the arrival of a request of Slack to its acknowledgement, by who acknowledged it.',
    labelNames: ['by'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  let latestAt = performance.now();
  new Gauge({
    name: 'bouncer_last_request_age_seconds',
    help: 'Since the last request of Slack, or since the start.',
    registers: [registry],
    collect() {
      this.set((performance.now() - latestAt) / 1000);
    },
  });
  return ({ ackMs, ackedBy }) => {
    latestAt = performance.now();
    seconds.observe({ by: ackedBy }, ackMs / 1000);
  };
}

function entriesIn(registry: Registry): Metrics['onEntry'] {
  const entries = new Counter({
    name: 'bouncer_audit_entries_total',
    help: 'Entries recorded by kind: kicks end as finished, failed, refused or abandoned.',
    labelNames: ['kind'],
    registers: [registry],
  });
  const head = new Gauge({
    name: 'bouncer_audit_head',
    help: 'Number of the last entry that this process recorded.',
    registers: [registry],
  });
  return ({ kind, seq }) => {
    entries.inc({ kind });
    head.set(seq);
  };
}
