import { Icon } from './controls/icon.tsx';
import type { WorkspaceView } from './workspace/use-workspace.ts';

interface StatusBannerProps {
  readonly link: WorkspaceView['link'];
  readonly appName: string;
  readonly isAppOnline: boolean;
}

/** Shows what is unreachable; disappears when it is reachable again. */
export function StatusBanner({ link, appName, isAppOnline }: StatusBannerProps) {
  const trouble = troubleOf(link, appName, isAppOnline);
  return (
    <div class="banner-place" role="status">
      {trouble !== undefined && (
        <p class="banner">
          <Icon name="alert" />
          {trouble}
        </p>
      )}
    </div>
  );
}

function troubleOf(link: WorkspaceView['link'], appName: string, isAppOnline: boolean): string | undefined {
  if (link === 'lost') return 'Lost the connection to the workspace. Reconnecting…';
  if (!isAppOnline) return `${appName} is offline. Commands and buttons will work again when it’s back.`;
  return undefined;
}
