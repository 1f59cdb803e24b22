import { ActionIcon, Button as LibraryButton } from '@mantine/core';
import type { MouseEvent, ReactNode, Ref } from 'react';
import { navigate } from '../app/router.ts';
import { Kbd } from './Kbd.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';
const VARIANT = { primary: 'filled', plain: 'default', quiet: 'subtle', danger: 'filled' } as const;

interface ButtonProps {
  readonly children: ReactNode;
  readonly look?: Look;
  readonly icon?: ReactNode;
  /** Shortcut shown on the button. */
  readonly keys?: string;
  readonly href?: string;
  /** A download: the browser follows the link itself. */
  readonly download?: boolean;
  readonly onClick?: (event: MouseEvent) => void;
  readonly type?: 'button' | 'submit';
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** Why the button cannot be used; shown as its description. */
  readonly why?: string | undefined;
  readonly compact?: boolean;
  readonly wide?: boolean;
  readonly label?: string;
  readonly tabIndex?: number;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  children,
  look = 'plain',
  icon,
  keys,
  href,
  download,
  onClick,
  type = 'button',
  busy,
  disabled,
  why,
  compact,
  wide,
  label,
  tabIndex,
  ref,
}: ButtonProps) {
  const shared = {
    variant: VARIANT[look],
    size: compact ? 'compact-sm' : 'sm',
    fullWidth: wide ?? false,
    leftSection: icon,
    rightSection: keys ? <Kbd>{keys}</Kbd> : undefined,
    'data-compact': compact ? true : undefined,
    'aria-label': label,
    tabIndex,
    title: why,
    ...(look === 'danger' ? { color: 'red' } : {}),
  };
  if (href !== undefined && !disabled) {
    const follow = (event: MouseEvent): void => {
      onClick?.(event);
      if (download || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      navigate(href);
    };
    return (
      <LibraryButton component="a" href={href} onClick={follow} {...(download ? { download: '' } : {})} {...shared}>
        {children}
      </LibraryButton>
    );
  }
  return (
    <LibraryButton
      type={type}
      loading={busy ?? false}
      disabled={disabled ?? false}
      {...(onClick ? { onClick } : {})}
      {...(ref ? { ref } : {})}
      {...shared}
    >
      {children}
    </LibraryButton>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick?: (event: MouseEvent) => void;
  readonly disabled?: boolean;
  readonly tabIndex?: number;
  readonly expanded?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}
export const IconButton = ({ label, icon, onClick, disabled, tabIndex, expanded, ref }: IconButtonProps) => (
  <ActionIcon
    variant="subtle"
    color="gray"
    c="var(--text)"
    size={32}
    aria-label={label}
    title={label}
    disabled={disabled ?? false}
    tabIndex={tabIndex}
    aria-expanded={expanded}
    {...(onClick ? { onClick } : {})}
    {...(ref ? { ref } : {})}
  >
    {icon}
  </ActionIcon>
);
