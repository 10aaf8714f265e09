import { availableParallelism, cpus, totalmem, type } from 'node:os';

/** The machine of the figures, which are comparable within one run but hardly between machines. */
export function machine() {
  return {
    system: type(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
