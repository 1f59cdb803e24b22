import { Menu, Popover as LibraryPopover } from '@mantine/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { navigate } from '../app/router.ts';
import css from './Overlay.module.css';

interface PopoverProps {
  /** The button that opens it. */
  readonly target: (open: boolean, toggle: () => void) => ReactElement;
  readonly label: string;
  readonly children: ReactNode;
  readonly width?: number;
}
export function Popover({ target, label, children, width = 360 }: PopoverProps) {
  const [opened, setOpened] = useState(false);
  return (
    <LibraryPopover
      opened={opened}
      onChange={setOpened}
      width={width}
      position="bottom-start"
      trapFocus
      returnFocus
      shadow="md"
      withinPortal
      transitionProps={{ duration: 100 }}
      middlewares={{ shift: { padding: 8 }, flip: true }}
    >
      <LibraryPopover.Target>{target(opened, () => setOpened((o) => !o))}</LibraryPopover.Target>
      <LibraryPopover.Dropdown aria-label={label} className={css['popover'] ?? ''} tabIndex={-1} data-autofocus>
        {opened ? children : null}
      </LibraryPopover.Dropdown>
    </LibraryPopover>
  );
}

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly href?: string;
  readonly onClick?: () => void;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly on?: boolean;
  /** A line above this entry. */
  readonly divide?: boolean;
  /** Heading above this entry. */
  readonly heading?: string;
}
export function ActionMenu({
  target,
  entries,
  label,
}: {
  target: ReactElement;
  entries: readonly MenuEntry[];
  label: string;
}) {
  return (
    <Menu position="bottom-end" shadow="md" withinPortal transitionProps={{ duration: 80 }} loop={false}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown aria-label={label}>
        {entries.map((entry) => (
          <div key={entry.id} role="none">
            {entry.divide ? <Menu.Divider /> : null}
            {entry.heading ? <Menu.Label>{entry.heading}</Menu.Label> : null}
            <Menu.Item
              leftSection={entry.icon}
              disabled={entry.disabled ?? false}
              {...(entry.danger ? { color: 'red' } : {})}
              {...(entry.on === undefined
                ? {}
                : { role: 'menuitemradio', 'aria-checked': entry.on, rightSection: entry.on ? '✓' : undefined })}
              onClick={() => (entry.href === undefined ? entry.onClick?.() : navigate(entry.href))}
            >
              {entry.label}
            </Menu.Item>
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
