/** How long one import takes in a fresh process, in milliseconds: `node import-process.ts <what>`. */
const [, , what = ''] = process.argv;
const startedAt = performance.now();
await import(what);
process.stdout.write(String(performance.now() - startedAt));
process.exit(0);
