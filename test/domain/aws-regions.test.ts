import { expect, test } from 'vitest';
import { awsRegions, regionMeant } from '../../src/domain/aws-regions.ts';

test('knows every Region that the AWS SDK knows', async () => {
  // The SDK exports no list, only a file.
  const path =
    '../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';
  const { partitionsInfo } = await import(path);
  const listed: string[] = partitionsInfo.partitions.flatMap(({ regions }: { regions: object }) =>
    Object.keys(regions),
  );

  expect(awsRegions.toSorted()).toEqual(listed.filter((name) => /\d$/.test(name)).toSorted());
});

test('a known Region is meant as it is', () => {
  expect(awsRegions.map(regionMeant).filter((meant) => meant !== undefined)).toEqual([]);
});
