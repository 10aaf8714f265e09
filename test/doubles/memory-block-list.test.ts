import { testBlockList } from '../contract/block-list-contract.ts';
import { MemoryBlockList } from './memory-block-list.ts';

testBlockList('MemoryBlockList', async () => new MemoryBlockList());
