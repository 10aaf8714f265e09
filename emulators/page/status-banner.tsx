import type { Bot } from '../slack/client-protocol.ts';
import { Icon } from './controls/icon.tsx';
import type { WorkspaceView } from './workspace/use-workspace.ts';

interface StatusBannerProps {
  readonly link: WorkspaceView['link'];
  readonly bot: Bot;
}

/** Says what is not there, and goes away by itself when it is back. */
export function StatusBanner({ link, bot }: StatusBannerProps) {
  const trouble = troubleOf(link, bot);
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

function troubleOf(link: WorkspaceView['link'], bot: Bot): string | undefined {
  if (link === 'lost') return 'The connection to the workspace is lost. Trying again…';
  if (!bot.isOnline) return `${bot.name} is offline. Commands and buttons work again as soon as it is back.`;
  return undefined;
}
