import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { BrokenDrawing } from './drawings';
import { EmptyState } from './EmptyState';
import { useErrorSentence } from './errors';

/** A query that failed: the server's own sentence and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return (
    <div role="alert">
      <EmptyState
        drawing={<BrokenDrawing />}
        title={t('error.title')}
        text={sentence(error)}
        action={
          onRetry && (
            <Button variant="default" leftSection={<IconRefresh size={18} />} onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )
        }
      />
    </div>
  );
}
