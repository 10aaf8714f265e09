import { addressLine, parseCommandLine, usage } from './command-line.ts';
import { startSlack } from './start-slack.ts';

async function main(): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(usage);
    return;
  }
  if ('wrong' in options) {
    process.stderr.write(`${options.wrong}\nTry --help.\n`);
    process.exitCode = 2;
    return;
  }
  try {
    const slack = await startSlack(options);
    process.stdout.write(`${addressLine(slack, options)}\n`);
    const stop = () => void slack.stop();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

await main();
