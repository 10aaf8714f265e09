import type { Action, ActionContext } from './actions/action.ts';
import { actions } from './actions/actions.ts';
import type { FaultInjector } from './control/fault-injector.ts';
import type { AwsRequest } from './wire/aws-request.ts';
import type { Body, Dialect, Service } from './wire/dialect.ts';
import { ec2Dialect } from './wire/ec2-dialect.ts';
import { logsDialect } from './wire/logs-dialect.ts';
import { monitoringDialect } from './wire/monitoring-dialect.ts';
import { secretsManagerDialect } from './wire/secrets-manager-dialect.ts';
import { ServiceError } from './wire/service-error.ts';
import { stsDialect } from './wire/sts-dialect.ts';

/** The response, and what the call log records about it. */
interface Answered {
  readonly status: number;
  readonly contentType: string;
  readonly body: Body;
  /** The error code, or null on success. */
  readonly error: string | null;
}

/** Answers one call in the dialect of the service it is for, with the injected faults. */
export function answerCall(
  request: AwsRequest,
  context: ActionContext,
  faults: FaultInjector,
  requestId: string,
): Answered {
  const dialect = dialects[request.service];
  try {
    return succeed(request, dialect, context, faults, requestId);
  } catch (error) {
    // Any other error is a bug of the emulator and must not look like an answer of AWS.
    if (!(error instanceof ServiceError)) throw error;
    return {
      status: error.status,
      contentType: dialect.contentType,
      body: dialect.failure(error, requestId),
      error: error.code,
    };
  }
}

function succeed(
  { service, action: name, version, parameters, scope, signedAt }: AwsRequest,
  dialect: Dialect,
  context: ActionContext,
  faults: FaultInjector,
  requestId: string,
): Answered {
  const fault = faults.faultFor(name, scope?.region ?? '', signedAt);
  if (fault === 'proxy_page') return proxyPage;
  if (fault === 'region_down') throw dialect.refusals.regionDown();
  if (fault === 'throttled') throw dialect.refusals.throttled();

  const action = actions.find((known) => known.service === service && known.name === name);
  if (action === undefined || version !== dialect.version) throw dialect.refusals.unknownAction(name);
  if (scope === undefined) throw dialect.refusals.unsigned();
  const caller = context.callers.identify(scope.accessKeyId);
  if ((caller.expiresAt ?? Number.POSITIVE_INFINITY) <= context.fleet.now()) throw dialect.refusals.expired();
  if (fault === 'out_of_time') throw dialect.refusals.outOfTime();
  if (fault === 'denied') throw dialect.refusals.denied(name, caller, scope.region);
  const unknown = [...parameters.keys()].find((parameter) => !takes(action, parameter));
  if (unknown !== undefined) throw dialect.refusals.unknownParameter(unknown);

  const body = action.answer({ parameters, region: scope.region, caller }, context);
  return {
    status: 200,
    contentType: dialect.contentType,
    body: dialect.success(name, body, requestId),
    error: null,
  };
}

function takes(action: Action, parameter: string): boolean {
  return action.parameters.includes(parameter.split('.')[0] ?? '');
}

/** What a captive portal or a company's proxy sends: to an SDK it looks like a success without content. */
const proxyPage: Answered = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: ['<!doctype html><html><head><title>Sign in</title></head><body>Sign in to continue.</body></html>'],
  error: null,
};

const dialects: Readonly<Record<Service, Dialect>> = {
  ec2: ec2Dialect,
  sts: stsDialect,
  secretsmanager: secretsManagerDialect,
  monitoring: monitoringDialect,
  logs: logsDialect,
};
