import { Icon, type IconName } from './controls/icon.tsx';

export type Pane = 'channels' | 'conversation' | 'vpn';

interface PaneBarProps {
  readonly pane: Pane;
  readonly hasVpn: boolean;
  readonly onPane: (pane: Pane) => void;
}

const panes: readonly { readonly pane: Pane; readonly title: string; readonly icon: IconName }[] = [
  { pane: 'channels', title: 'Channels', icon: 'list' },
  { pane: 'conversation', title: 'Messages', icon: 'chat' },
  { pane: 'vpn', title: 'VPN', icon: 'pulse' },
];

/** On a narrow screen the panels take turns; the style sheet hides this bar where all of them fit. */
export function PaneBar({ pane, hasVpn, onPane }: PaneBarProps) {
  return (
    <nav class="pane-bar" aria-label="Panels">
      {panes
        .filter((each) => hasVpn || each.pane !== 'vpn')
        .map((each) => (
          <button
            key={each.pane}
            type="button"
            aria-current={each.pane === pane ? 'page' : undefined}
            onClick={() => onPane(each.pane)}
          >
            <Icon name={each.icon} />
            {each.title}
          </button>
        ))}
    </nav>
  );
}
