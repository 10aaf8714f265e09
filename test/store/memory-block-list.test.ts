import { MemoryBlockList } from '../../src/store/memory-block-list.ts';
import { testBlockList } from '../contract/block-list-contract.ts';

testBlockList('MemoryBlockList', async () => new MemoryBlockList());
