import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { BrokenDrawing } from './drawings';
import { EmptyState } from './EmptyState';

/** The last net: a page that broke says so and can be loaded again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

export function BrokenPage() {
  return (
    <Translation>
      {(t) => (
        <main role="alert">
          <EmptyState
            order={1}
            drawing={<BrokenDrawing />}
            title={t('error.broken_title')}
            text={t('error.broken_text')}
            action={<Button onClick={() => location.reload()}>{t('action.reload')}</Button>}
          />
        </main>
      )}
    </Translation>
  );
}
