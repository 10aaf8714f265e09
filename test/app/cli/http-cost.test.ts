import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CostServer, forgedPost, startCostServer } from './http-cost.ts';

const megabyte = 1_000_000;
const inChunks = 'transfer-encoding: chunked';
const repetitions = 5;
/**
 * What a hostile request may cost, in small requests whose signature is made up. One of these takes 0.4 ms of CPU on a
 * busy machine, so that none costs more than 5 ms.
 */
const maxTimesBaseline = 12;
/** Node's own parser goes through all of one read, 64 kB, whatever is done about the request in it. */
const maxTimesBaselineOfOneRead = 60;

describe('no unauthenticated request costs much more than a small one', () => {
  let server: CostServer;
  let baselineUs: number;

  beforeAll(async () => {
    server = await startCostServer();
    await server.costUs(forgedPost('a=1'), 100);
    baselineUs = await server.costUs(forgedPost('a=1'), 50);
  });
  afterAll(() => server?.stop());

  const floods: readonly (readonly [string, string])[] = [
    ['a&', 'a&'.repeat(megabyte / 2)],
    ['a=1&', 'a=1&'.repeat(megabyte / 4)],
    ['%', '%'.repeat(megabyte)],
    ['%41', '%41'.repeat(megabyte / 3)],
    ['+', '+'.repeat(megabyte)],
    ['=', '='.repeat(megabyte)],
    ['[', '['.repeat(megabyte)],
    ['ssl_check', `ssl_check=1&${'a&'.repeat(megabyte / 2)}`],
  ];
  it.each(floods)('1 MB of “%s”', async (_title, body) => {
    expect(await costInBaselines(forgedPost(body))).toBeLessThan(maxTimesBaseline);
  });

  it.each(floods)('the largest accepted body of “%s”', async (_title, flood) => {
    const body = flood.slice(0, 256 * 1024);

    expect(await costInBaselines(forgedPost(body))).toBeLessThan(maxTimesBaseline);
  });

  it('1 MB without a length, in chunks of 16 kB', async () => {
    const chunk = `4000\r\n${'a&'.repeat(0x2000)}\r\n`;

    expect(await costInBaselines(forgedPost(`${chunk.repeat(61)}0\r\n\r\n`, inChunks))).toBeLessThan(
      maxTimesBaseline,
    );
  });

  it('200,000 chunks of a byte', async () => {
    const body = `${'1\r\na\r\n'.repeat(200_000)}0\r\n\r\n`;

    expect(await costInBaselines(forgedPost(body, inChunks))).toBeLessThan(maxTimesBaselineOfOneRead);
  });

  it('5,000 headers', async () => {
    const headers = Array.from({ length: 5_000 }, (_, index) => `a${index}: b\r\n`).join('');

    expect(await costInBaselines(`GET /healthz HTTP/1.1\r\n${headers}\r\n`)).toBeLessThan(maxTimesBaseline);
  });

  it.each(['GET', 'POST', 'PUT', 'DELETE', 'BREW'])('%s with 1 MB, to an unknown path', async (method) => {
    const body = 'a&'.repeat(megabyte / 2);
    const request = `${method} /nowhere HTTP/1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

    expect(await costInBaselines(request)).toBeLessThan(maxTimesBaseline);
  });

  it.each(['/healthz', '/readyz', '/metrics', '/nowhere'])('GET %s', async (path) => {
    expect(await costInBaselines(`GET ${path} HTTP/1.1\r\nconnection: close\r\n\r\n`)).toBeLessThan(
      maxTimesBaseline,
    );
  });

  async function costInBaselines(request: string): Promise<number> {
    // What is compiled at the first request is not paid for again.
    await server.costUs(request, 1);
    return (await server.costUs(request, repetitions)) / baselineUs;
  }
});
