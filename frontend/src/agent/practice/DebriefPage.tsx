import { Button, Group } from '@mantine/core';
import { IconList, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Debrief } from '../../shared/debrief/Debrief';
import { ErrorState } from '../../shared/ui/ErrorState';
import { Loading, Page } from '../../shared/ui/Page';
import { DebriefAnswer } from './DebriefAnswer';
import { useBegin } from './PracticeHome';
import { debriefQuery } from './queries';

/** What my practice call was worth, and the next thing to do. */
export function DebriefPage() {
  const { t } = useTranslation('practice');
  const { id } = useParams({ from: '/shell/agent/practice/$id' });
  const { data, error, refetch } = useQuery(debriefQuery(id));
  const begin = useBegin();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={data.title}
      text={data.goal}
      back={{ to: '/agent/practice', label: t('home.title') }}
      actions={
        <Group gap="xs">
          <Button
            leftSection={<IconRefresh size={20} />}
            loading={begin.isPending}
            onClick={() => begin.mutate({ code: data.scenario, guided: false })}
          >
            {t('again')}
          </Button>
          <Button
            component={Link}
            to="/agent/practice"
            variant="default"
            leftSection={<IconList size={20} />}
          >
            {t('other')}
          </Button>
        </Group>
      }
    >
      <Debrief debrief={data} />
      <DebriefAnswer key={data.id} debrief={data} />
    </Page>
  );
}
