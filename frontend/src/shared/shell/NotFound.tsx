import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/EmptyState';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      order={1}
      title={t('not_found.title')}
      text={t('not_found.text')}
      action={
        <Button component={Link} to="/">
          {t('not_found.home')}
        </Button>
      }
    />
  );
}
