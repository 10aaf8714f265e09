interface SwitchProps {
  readonly title: string;
  readonly detail: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}

export function Switch({ title, detail, isOn, onToggle }: SwitchProps) {
  return (
    <button type="button" class="switch" role="switch" aria-checked={isOn} onClick={onToggle}>
      <span class="switch-text">
        <span class="switch-title">{title}</span>
        <span class="switch-detail">{detail}</span>
      </span>
      <span class="switch-track" />
    </button>
  );
}
