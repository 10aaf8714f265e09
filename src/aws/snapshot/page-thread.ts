import { parentPort } from 'node:worker_threads';
import { buffersOf } from './packed-page.ts';
import { type PageJob, packHere } from './page-packing.ts';

/** The thread that packs pages: one job after the other, each answered in its turn. */
const pack = packHere();

parentPort?.on('message', (job: PageJob) => {
  const answer = pack(job);
  const buffers = answer.kind === 'packed' ? buffersOf(answer.page) : [];
  parentPort?.postMessage(answer, [...buffers, answer.bytes.buffer]);
});
