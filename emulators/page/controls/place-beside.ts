const gap = 4;
const margin = 8;

/** Puts an open popover under its trigger, or above it where there is more room, inside the window. */
export function placeBeside(trigger: HTMLElement, popover: HTMLElement): void {
  const anchor = trigger.getBoundingClientRect();
  const below = innerHeight - anchor.bottom - gap - margin;
  const above = anchor.top - gap - margin;
  const goesBelow = below >= Math.min(popover.scrollHeight, 280) || below >= above;
  popover.style.minWidth = `${Math.max(anchor.width, 180)}px`;
  popover.style.maxHeight = `${Math.min(goesBelow ? below : above, 560)}px`;
  popover.style.top = goesBelow ? `${anchor.bottom + gap}px` : 'auto';
  popover.style.bottom = goesBelow ? 'auto' : `${innerHeight - anchor.top + gap}px`;
  const left = Math.min(anchor.left, innerWidth - popover.offsetWidth - margin);
  popover.style.left = `${Math.max(left, margin)}px`;
}
