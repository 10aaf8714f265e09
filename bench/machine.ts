import { availableParallelism, cpus, totalmem, type } from 'node:os';

/** Where the figures are from: they are comparable within one run, and hardly between machines. */
export function machine() {
  return {
    system: type(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
