import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ChartPicture, renderCharts } from '../../../src/features/charts/render-charts.ts';
import { anObservation, aUsageSeries, chartedAt } from '../../builders/a-usage-series.ts';

describe('the pictures of four series', () => {
  let pictures: readonly ChartPicture[];
  beforeAll(async () => {
    const series = [
      aUsageSeries(),
      aUsageSeries({ limit: 500 }),
      aUsageSeries({ observations: [] }),
      aUsageSeries({ observations: [anObservation(chartedAt, 5)] }),
    ];
    pictures = await renderCharts(series, 'Europe/Berlin');
  });

  test('are PNG files of the stated size, each with its title and its figures in words', () => {
    expect(pictures).toHaveLength(4);
    for (const { png, title } of pictures) {
      const { signature, width, height } = headerOf(png);
      expect({ signature, width, height }).toEqual({ signature: 'PNG', width: 1_440, height: 760 });
      expect(title).toBe('Connections to prod-eu, last 24 hours');
    }
    expect(pictures[0]?.altText).toContain('peak 412 at 10:40');
    expect(pictures[2]?.altText).toContain('not observed');
  });

  test('contain a line, text, and the limit where it is in sight', () => {
    const [day, near, empty, one] = pictures.map(({ png }) => colorsIn(png));

    const line = '1264a3';
    expect(day?.get(line)).toBeGreaterThan(1_000);
    expect(one?.get(line)).toBeGreaterThan(50);
    expect(empty?.get(line)).toBeUndefined();
    const limit = 'b3261e';
    expect(near?.get(limit)).toBeGreaterThan(1_000);
    expect(day?.get(limit)).toBeUndefined();
    // The title, for which the picture brings its own font.
    for (const colors of [day, near, empty, one]) expect(colors?.get('1d1c1d')).toBeGreaterThan(500);
  });
});

function headerOf(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset);
  const signature = new TextDecoder().decode(png.slice(1, 4));
  return { signature, width: view.getUint32(16), height: view.getUint32(20), colorType: png[25] ?? 0 };
}

/** How many pixels have each color, by a PNG's own rules. https://www.w3.org/TR/png-3/#9Filters */
function colorsIn(png: Uint8Array): ReadonlyMap<string, number> {
  const { width, height, colorType } = headerOf(png);
  expect(colorType).toBe(6);
  const bytes = inflateSync(Buffer.concat(chunksOf(png, 'IDAT')));
  const stride = width * 4;
  const counts = new Map<string, number>();
  let above = new Uint8Array(stride);
  for (let row = 0; row < height; row += 1) {
    const start = row * (stride + 1);
    above = unfiltered(bytes.subarray(start + 1, start + 1 + stride), above, bytes[start] ?? 0);
    for (let at = 0; at < stride; at += 4) {
      const color = Buffer.from(above.subarray(at, at + 3)).toString('hex');
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
  }
  return counts;
}

function chunksOf(png: Uint8Array, wanted: string): readonly Uint8Array[] {
  const view = new DataView(png.buffer, png.byteOffset);
  const found: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12) {
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    if (type === wanted) found.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return found;
}

function unfiltered(row: Uint8Array, above: Uint8Array, filter: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(row.length);
  for (const [at, byte] of row.entries()) {
    const [left, up, corner] = [whole[at - 4] ?? 0, above[at] ?? 0, at < 4 ? 0 : (above[at - 4] ?? 0)];
    const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    whole[at] = byte + predicted;
  }
  return whole;
}

function paeth(left: number, up: number, corner: number): number {
  const about = left + up - corner;
  const distances = [left, up, corner].map((value) => Math.abs(about - value));
  const nearest = Math.min(...distances);
  return [left, up, corner][distances.indexOf(nearest)] ?? 0;
}
