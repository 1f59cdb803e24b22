import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../i18n/translate.ts';
import { useIsPhone } from './useMedia.ts';
import css from './Dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A dialog on desktop, a sheet from below on a phone. Focus goes to the first field and back to where it came from. */
export function Dialog({ title, opened, onClose, children, wide }: DialogProps) {
  const phone = useIsPhone();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={wide ? 720 : 520}
      centered={!phone}
      radius={8}
      closeButtonProps={{ 'aria-label': t('word.close') }}
      transitionProps={{ duration: 120 }}
      classNames={{
        title: css['title'] ?? '',
        inner: phone ? (css['sheetInner'] ?? '') : '',
        content: phone ? (css['sheet'] ?? '') : '',
      }}
    >
      {children}
    </Modal>
  );
}

export const DialogFoot = ({ children }: { children: ReactNode }) => <div className={css['foot']}>{children}</div>;
