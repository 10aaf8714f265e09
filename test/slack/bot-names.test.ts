import { describe, expect, it } from 'vitest';
import { denialView } from '../../src/features/connections/denied-message.ts';
import { approvalUnshownView } from '../../src/features/kick/answers.ts';
import type { DenialReason } from '../../src/policy/authorize.ts';
import { uninvitedView } from '../../src/slack/block-kit/notice.ts';
import { misreadView } from '../../src/slack/command/messages.ts';
import { readRootFile, readSourceTree } from '../architecture/source-tree.ts';
import { anApproval } from '../builders/an-approval.ts';

const names = { command: '/access', handle: '@vpn-desk' };
const refused = (reason: DenialReason) =>
  denialView({ allowed: false, reason, grant: 'block', grantedIn: [] }, names).text;

describe('the bot is called what it is called in the workspace', () => {
  it('by its command', () => {
    expect(refused('name_protected')).toContain('`/access kick`');
    expect(refused('list_unshareable')).toContain('Type `/access who`');
  });

  it('by its handle, where it has to be invited', () => {
    for (const text of [
      refused('channel_hidden'),
      uninvitedView(names).text,
      approvalUnshownView(anApproval(), names).text,
    ])
      expect(text).toContain('`/invite @vpn-desk`');
  });

  it('and what people typed stays as they typed it', () => {
    const { text } = misreadView({ kind: 'flag', typed: '--/command@handle' }, names);

    expect(text).toContain('“--/command@handle”');
    expect(text).toContain('`/access help`');
  });

  it('whatever is said: no sentence has a name of its own', () => {
    const named = readSourceTree()
      .filter(({ path }) => path.startsWith('src/') && !declaring.includes(path))
      .flatMap(({ path }) =>
        readRootFile(path)
          .split('\n')
          .map((line) => `${path}: ${line.trim()}`),
      )
      .filter((line) => !/: (\*|\/\*\*|\/\/)/.test(line) && /\/vpn(?![\w-])|@bouncer\b/.test(line));

    expect(named).toEqual([]);
  });
});

/** Where the names that it has by default are given. */
const declaring = ['src/domain/bot-names.ts', 'src/config/file-schema.ts'];
