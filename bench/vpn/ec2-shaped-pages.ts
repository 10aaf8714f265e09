import { PageReader } from '../../src/aws/page-reader/page-reader.ts';
import { SdkParser } from '../../src/aws/sdk-parser.ts';
import { ask, medianOf } from '../figure.ts';
import { endpoint } from './bot-gateway.ts';
import { type EmulatedVpn, named } from './emulated-vpn.ts';
import { pagesOf } from './plain-fetch.ts';
import { repeated, rounds, timed } from './rounds.ts';

const rows = [
  {
    question: 'EC2-shaped pages among 126 that are left to the SDK’s parser',
    unit: 'pages',
    bound: 0,
    judgedBy: 'worst',
  },
  {
    question: 'EC2-shaped page of 1,000, read in one turn of the event loop',
    unit: 'ms',
    bound: 5,
    judgedBy: 'median',
  },
  { question: 'the same / the SDK’s parser', unit: '×', bound: 0.1, judgedBy: 'median' },
] as const;

/** How long is the event loop held by a page as EC2 writes it: over many lines, in alphabetical order? */
export function ec2ShapedPages(vpn: EmulatedVpn) {
  return ask(rows, async () => {
    const pages: Uint8Array[] = [];
    for await (const page of pagesOf(vpn, named)) pages.push(page);
    const [first] = pages;
    if (first === undefined || !Buffer.from(first).includes('\n            <clientIp>'))
      throw new Error('the emulated EC2 does not lay its pages out');

    const sdkParser = new SdkParser();
    const measured = await repeated(rounds, async () => {
      const reader = new PageReader(endpoint.id, false);
      let left = 0;
      const readMs = await repeated(pages.length, (index) =>
        timed(async () => {
          if (reader.read(pages[index] ?? first) === undefined) left += 1;
        }),
      );
      const sdkMs = await repeated(rounds, () => timed(() => sdkParser.connections(first)));
      return { left, readMs: medianOf(readMs), sdkMs: medianOf(sdkMs) };
    });
    return [
      { measured: measured.map(({ left }) => left) },
      { measured: measured.map(({ readMs }) => readMs) },
      {
        measured: measured.map(({ readMs, sdkMs }) => readMs / sdkMs),
        note: `the SDK’s parser takes ${medianOf(measured.map(({ sdkMs }) => sdkMs)).toPrecision(2)} ms`,
      },
    ];
  });
}
