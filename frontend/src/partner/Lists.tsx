import { Button, Paper } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { ListTable } from './ListTable';
import { listsQuery } from './queries';

export function Lists() {
  const { t } = useTranslation('partner');
  const { data, error, refetch } = useQuery(listsQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('list.title')}
      text={t('list.text')}
      actions={
        <Button component={Link} to="/partner/lists/new" leftSection={<IconFileUpload size={19} />}>
          {t('list.upload')}
        </Button>
      }
    >
      <Paper p="md">
        <ListTable lists={data} />
      </Paper>
    </Page>
  );
}
