import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { accept } from './accept.ts';

/** Slack's tokens. The initial value is a placeholder that the operator replaces. */
export class SlackSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'Slack’s keys for Bouncer: {"botToken": "xoxb-…", "signingSecret": "…"}',
      generateSecretString: {
        secretStringTemplate: '{"botToken":"","signingSecret":""}',
        generateStringKey: 'unused',
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnOutput(this, 'SlackSecret', {
      description: 'The secret to put Slack’s keys into',
      value: this.secret.secretArn,
    });
    accept(
      this.secret,
      'AwsSolutions-SMG4',
      'Slack has no API to rotate these keys: an operator does it, see docs/runbook.md.',
    );
  }

  get permission() {
    return {
      sid: 'ReadSlackKeys',
      reason: 'The bot token to call Slack with, and the signing secret to verify its requests.',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [this.secret.secretArn],
    };
  }
}
