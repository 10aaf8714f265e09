import { CfnOutput } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accept } from './accept.ts';

/** Far above what people need, far below what would cost anything. */
const throttle = { rateLimit: 50, burstLimit: 100 };
const path = '/slack/events';

/** The HTTP API that Slack posts to, which invokes the ingress. */
export class SlackApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, ingress: IFunction) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false });
    const [route] = this.api.addRoutes({
      path,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Ingress', ingress),
      authorizer: new HttpNoneAuthorizer(),
    });
    if (route !== undefined)
      accept(route, 'AwsSolutions-APIG4', 'The ingress checks Slack’s signature over the whole body itself.');

    const log = new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: logFormat },
    });
    new CfnOutput(this, 'RequestUrl', {
      description: 'For the slash command and for interactivity, in the app’s manifest',
      value: `${stage.url.replace(/\/$/, '')}${path}`,
    });
  }
}

/** Logs nothing of the request itself: it contains a response_url, with which anyone could post as Bouncer. */
const logFormat = AccessLogFormat.custom(
  JSON.stringify({
    at: '$context.requestTime',
    id: '$context.requestId',
    ip: '$context.identity.sourceIp',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
);
