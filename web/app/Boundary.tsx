import { Component, type ReactNode } from 'react';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/States.tsx';

/** A fault of one screen stays on that screen: the rest goes on working and nothing that was saved is lost. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Empty
        page
        title={t('failure.screen')}
        text={t('failure.screenText')}
        action={
          <Button look="primary" onClick={() => window.location.reload()}>
            {t('word.reload')}
          </Button>
        }
      />
    );
  }
}
