import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Modal } from '../../../emulators/slack/protocol/client-protocol.ts';
import { type Element, elementsOf, terminateButtons, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import { tellsOfTermination } from '../support/outcomes.ts';
import type { PersonAtWork } from '../support/person-at-work.ts';
import { submitKick } from '../support/submit-kick.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

const isRefresh = ({ actionId }: Element) => actionId === 'home_refresh';

interface Wiring {
  /** Whether each request may reach another process. Only the one that showed a tab shows it again after what others do. */
  readonly hasSeveralProcesses: boolean;
}

/** The Home tab, with Bouncer reached in one way. */
export function testHome(how: string, open: OpenWorkspace, { hasSeveralProcesses }: Wiring): void {
  describe(`the Home tab ${how}`, () => {
    let workspace: TestWorkspace;
    let bob: PersonAtWork;

    beforeAll(async () => {
      workspace = await open();
      bob = workspace.as('bob');
    });
    afterAll(() => workspace?.close());

    /** Waits until a tab shows what others did, and presses Refresh where that is necessary. */
    async function seesLater(
      person: PersonAtWork,
      what: string,
      isWanted: (home: Modal) => boolean,
    ): Promise<Modal> {
      if (!hasSeveralProcesses) return person.seesHome(what, isWanted);
      return eventually(what, async () => {
        const home = await person.seesHome('Refresh', (tab) => elementsOf(tab).some(isRefresh));
        if (isWanted(home)) return home;
        await person.pressesOnHome(isRefresh);
        await sleep(1_000);
        return undefined;
      });
    }

    it('shows people their own connections, which they can terminate there', async () => {
      const [mine = ''] = workspace.connect('prod-eu', 'bob@example.com');
      workspace.connect('prod-eu', 'anna@example.com');

      await bob.opensHome();
      const home = await bob.seesHome('the connection', (tab) => terminateButtons(tab).length > 0);
      await bob.pressesOnHome(({ value }) => value.includes(mine));
      await bob.submits(await bob.modal(), { reason: 'left it on at home' });

      const told = await bob.inDirectMessage().sees('the end', ({ text }) => tellsOfTermination(text));
      expect(textOf(told)).toContain('active → terminating → terminated');
      expect(textOf(home)).not.toContain('anna');
      expect(terminateButtons(home)).toHaveLength(1);
      expect(workspace.terminations(mine)).toHaveLength(1);

      await bob.seesHome('the connection gone', (tab) =>
        textOf(tab).includes('No connection with one of your VPN names was found'),
      );
      await bob.seesHome('what was done', (tab) => textOf(tab).includes('left it on at home'));
    });

    it('shows a connection that began after the tab was opened when Refresh is pressed', async () => {
      await bob.opensHome();
      const [mine = ''] = workspace.connect('prod-us', 'bob@example.com');

      // For two seconds, a look-up of the same person shares EC2's earlier answer.
      await eventually('the connection', async () => {
        await bob.seesHome('Refresh', (tab) => elementsOf(tab).some(isRefresh));
        await bob.pressesOnHome(isRefresh);
        const home = await bob.seesHome('the tab', () => true);
        return terminateButtons(home).some(({ value }) => value.includes(mine)) || undefined;
      });
    });

    it('shows requests for approval where they can be decided, with a link, until they are', async () => {
      const [omar, helga] = [workspace.as('omar'), workspace.as('helga')];
      workspace.connect('prod-eu', 'svc-backup');
      await helga.opensHome();
      await bob.opensHome();
      await submitKick(omar, 'helpdesk', 'svc-backup', 'the key leaked');

      // The link comes when the request's message is posted.
      const home = await seesLater(helga, 'the request', (tab) => textOf(tab).includes('Open the request'));
      expect(textOf(home)).toContain('the key leaked');
      expect(textOf(home)).toMatch(/Waiting for approval[\s\S]*svc-backup[\s\S]*https:\S+\|Open the request/);
      expect(textOf(await bob.seesHome('his own', () => true))).not.toContain('svc-backup');

      const request = await helga
        .in('helpdesk')
        .sees('the request', ({ text }) => text.includes('svc-backup'));
      await helga.presses(request, ({ actionId }) => actionId === 'decline');
      const modal = await helga.modal();
      await helga.submits(modal, { reason: 'not now' });
      await seesLater(helga, 'no request', (tab) => !textOf(tab).includes('Waiting for approval'));
    });

    it('tells a guest that guests can’t use Bouncer', async () => {
      const gus = workspace.as('gus');
      await gus.opensHome();

      const home = await gus.seesHome('the denial', (tab) =>
        textOf(tab).includes('Guests can’t use Bouncer'),
      );
      expect(home.blocks).toHaveLength(1);
    });
  });
}
