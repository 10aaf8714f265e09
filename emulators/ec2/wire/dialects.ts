import type { Dialect, Service } from './dialect.ts';
import { ec2Dialect } from './ec2-dialect.ts';
import { monitoringDialect } from './monitoring-dialect.ts';
import { secretsManagerDialect } from './secrets-manager-dialect.ts';
import { stsDialect } from './sts-dialect.ts';

export const dialects: Readonly<Record<Service, Dialect>> = {
  ec2: ec2Dialect,
  sts: stsDialect,
  secretsmanager: secretsManagerDialect,
  monitoring: monitoringDialect,
};
