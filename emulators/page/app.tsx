import { useState } from 'preact/hooks';
import { Opening } from './opening.tsx';
import { type Pane, PaneBar } from './pane-bar.tsx';
import { useDrafts } from './use-drafts.ts';
import { usePlace } from './use-place.ts';
import { VpnPanel } from './vpn/vpn-panel.tsx';
import { DirectoryContext, useDirectoryOf } from './workspace/directory.ts';
import { InteractionsContext } from './workspace/element-status.ts';
import { firstPlace } from './workspace/place.ts';
import { ShortcutsContext } from './workspace/shortcuts.ts';
import { useWorkspace } from './workspace/use-workspace.ts';
import { WorkspaceFrame } from './workspace-frame.tsx';

/** The whole page: the workspace as one person sees it, beside the VPN that everybody shares. */
export function App() {
  const [place, go] = usePlace();
  const [pane, setPane] = useState<Pane>('conversation');
  const { link, workspace, interactions, actions } = useWorkspace(place.person);
  const drafts = useDrafts();
  const [shown, setShown] = useState(place);
  const [vpnUrl, setVpnUrl] = useState<string | null>(null);

  const isArriving = workspace !== null && workspace.me !== place.person;
  const directory = useDirectoryOf(workspace);
  if (workspace && workspace.vpnUrl !== vpnUrl) setVpnUrl(workspace.vpnUrl);
  // The previous workspace stays on the page until this person's has loaded.
  if (!isArriving && shown !== place) setShown(place);

  return (
    <main class="app" data-pane={pane} data-vpn={vpnUrl !== null}>
      <h1 class="heard-only">An emulated chat workspace beside an emulated VPN</h1>
      {workspace === null || (isArriving && link === 'lost') ? (
        <Opening link={link} onStartOver={() => go(firstPlace)} />
      ) : (
        <DirectoryContext.Provider value={directory}>
          <InteractionsContext.Provider value={interactions}>
            <ShortcutsContext.Provider value={workspace.shortcuts}>
              <WorkspaceFrame
                workspace={workspace}
                link={link}
                actions={actions}
                wantedChannel={shown.channel}
                drafts={drafts}
                onGo={go}
                onConversation={() => setPane('conversation')}
              />
            </ShortcutsContext.Provider>
          </InteractionsContext.Provider>
        </DirectoryContext.Provider>
      )}
      {vpnUrl !== null && <VpnPanel url={vpnUrl} />}
      <PaneBar pane={pane} hasVpn={vpnUrl !== null} onPane={setPane} />
    </main>
  );
}
