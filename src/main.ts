import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ExportFormat } from './app/cli/audit.ts';
import { usageText } from './app/cli/usage.ts';
import { useProxy } from './app/use-proxy.ts';
import { InvalidConfig } from './config/invalid-config.ts';
import { failureFrom } from './domain/failure.ts';

/** EX_CONFIG of sysexits.h: restarting does not help. */
const invalidConfigCode = 78;

// Compiled code is kept for the next start, beside the packages: whoever may write there may change the code anyway. Where
// the process may not, Node compiles everything again, and nothing else changes.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/vpn-bouncer', import.meta.url)));
useProxy(process.env);
const exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof InvalidConfig) {
    process.stderr.write(`${error.message}\n`);
    return invalidConfigCode;
  }
  const failure = failureFrom(error);
  process.stderr.write(`Bouncer failed: ${failure.message} (${failure.code})\n`);
  return 1;
});
// Anything that still waits, such as a scan in a minute, is in the job queue: the next process continues it.
process.exit(exitCode);

async function run(args: readonly string[]): Promise<number> {
  const read = readArguments(args);
  if (read === undefined) return help(process.stderr, 1);

  const { values, positionals } = read;
  if (values.help) return help(process.stdout, 0);

  const [first, second, ...names] = positionals;
  if (first === 'history' && second === 'forget' && names.some((name) => name.trim() !== ''))
    return (await import('./app/cli/history.ts')).historyForget(process.env, names);

  // Libraries are only loaded by the commands that use them, and after the compiled code has its place.
  switch (positionals.join(' ')) {
    case '':
    case 'serve':
      return (await import('./app/serve.ts')).serve(process.env);
    case 'doctor':
      return (await import('./app/cli/doctor.ts')).doctor(
        process.env,
        values.json ? 'json' : 'lines',
        values.probe,
      );
    case 'init':
      return (await import('./app/cli/init.ts')).init(process.env, values);
    case 'manifest':
      return (await import('./app/cli/manifest.ts')).manifest(values);
    case 'audit verify':
      return (await import('./app/cli/audit.ts')).auditVerify(process.env, {
        expected: values.expect,
        isEmptyAllowed: values['allow-empty'],
      });
    case 'audit accept-head':
      return (await import('./app/cli/audit-accept-head.ts')).auditAcceptHead(process.env, values.reason);
    case 'audit export':
      return isExportFormat(values.format)
        ? (await import('./app/cli/audit.ts')).auditExport(process.env, values.format)
        : help(process.stderr, 1);
    default:
      return help(process.stderr, 1);
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        format: { type: 'string', default: 'jsonl' },
        json: { type: 'boolean', default: false },
        probe: { type: 'boolean', default: false },
        'allow-empty': { type: 'boolean', default: false },
        expect: { type: 'string', multiple: true, default: [] },
        reason: { type: 'string', default: '' },
        region: { type: 'string', multiple: true, default: [] },
        endpoint: { type: 'string', multiple: true, default: [] },
        channel: { type: 'string', multiple: true, default: [] },
        audit: { type: 'string' },
        dynamodb: { type: 'string' },
        command: { type: 'string' },
        name: { type: 'string' },
        http: { type: 'string' },
      },
    });
  } catch (error) {
    process.stderr.write(`${failureFrom(error).message}\n\n`);
    return undefined;
  }
}

function isExportFormat(format: string): format is ExportFormat {
  return format === 'jsonl' || format === 'csv';
}

function help(stream: NodeJS.WriteStream, exitCode: number): number {
  stream.write(usageText());
  return exitCode;
}
