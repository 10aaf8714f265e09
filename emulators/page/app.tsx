import { useState } from 'preact/hooks';
import { Opening } from './opening.tsx';
import { type Pane, PaneBar } from './pane-bar.tsx';
import { hashFromPlace } from './place.ts';
import { useDrafts } from './use-drafts.ts';
import { usePlace } from './use-place.ts';
import { VpnPanel } from './vpn/vpn-panel.tsx';
import { DirectoryContext } from './workspace/directory.ts';
import { InteractionsContext } from './workspace/standing.ts';
import { useWorkspace } from './workspace/use-workspace.ts';
import { WorkspaceFrame } from './workspace-frame.tsx';

/** The whole page: the workspace as one person sees it, beside the VPN that everybody shares. */
export function App() {
  const [place, go] = usePlace();
  const [pane, setPane] = useState<Pane>('conversation');
  const { link, workspace, interactions, deeds } = useWorkspace(place.person);
  const drafts = useDrafts();
  const [vpnUrl, setVpnUrl] = useState<string | null>(null);

  if (workspace && workspace.vpnUrl !== vpnUrl) setVpnUrl(workspace.vpnUrl);

  function goTo(person: string, channel: string | null) {
    setPane('conversation');
    go({ person, channel });
  }

  return (
    <div class="app" data-pane={pane} data-vpn={vpnUrl !== null}>
      {workspace === null ? (
        <Opening
          link={link}
          onStartOver={() => location.assign(hashFromPlace({ person: '', channel: null }))}
        />
      ) : (
        <DirectoryContext.Provider value={workspace}>
          <InteractionsContext.Provider value={interactions}>
            <WorkspaceFrame
              workspace={workspace}
              link={link}
              deeds={deeds}
              wantedChannel={place.channel}
              drafts={drafts}
              onGo={goTo}
            />
          </InteractionsContext.Provider>
        </DirectoryContext.Provider>
      )}
      {vpnUrl !== null && <VpnPanel url={vpnUrl} />}
      <PaneBar pane={pane} hasVpn={vpnUrl !== null} onPane={setPane} />
    </div>
  );
}
