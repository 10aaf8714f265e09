import { parseCommandLine, usage } from './command-line.ts';
import { type Ec2Options, startEc2 } from './start-ec2.ts';

const commandLine = parseCommandLine(process.argv.slice(2));
if (commandLine.kind === 'help') {
  process.stdout.write(usage);
} else if (commandLine.kind === 'wrong') {
  process.stderr.write(`${commandLine.problem}\nTry --help.\n`);
  process.exitCode = 2;
} else {
  await run(commandLine.options).catch((error: unknown) => {
    process.stderr.write(`Could not start: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
}

async function run(options: Ec2Options): Promise<void> {
  const ec2 = await startEc2(options);
  process.stdout.write(`Emulated AWS at ${ec2.url}\n`);

  const stop = (): void => {
    ec2.stop().catch((error: unknown) => {
      process.stderr.write(`Could not stop cleanly: ${error}\n`);
      process.exitCode = 1;
    });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
