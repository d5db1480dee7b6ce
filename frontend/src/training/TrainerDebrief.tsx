import { Button, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Debrief } from '../shared/debrief/Debrief';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { trainerDebriefQuery } from './queries';

/** An apprentice's practice call, as the apprentice sees it. */
export function TrainerDebrief() {
  const { t } = useTranslation(['practice', 'calibration']);
  const { id } = useParams({ from: '/shell/trainer/debriefs/$id' });
  const { data, error, refetch } = useQuery(trainerDebriefQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={data.title}
      text={data.goal}
      back={{ to: `/trainer/people/${data.agent_id}`, label: data.alias }}
      actions={
        <Button
          component={Link}
          to={`/trainer/calibration/${id}`}
          variant="default"
          leftSection={<IconUsers size={18} />}
        >
          {t('calibration:open.score')}
        </Button>
      }
    >
      <Debrief debrief={data} />
      <Panel title={t('answer.of', { name: data.alias })}>
        <Text c={data.answer ? undefined : 'dimmed'} style={{ whiteSpace: 'pre-wrap' }}>
          {data.answer ?? (data.read_at ? t('answer.only_read') : t('answer.not_read'))}
        </Text>
      </Panel>
    </Page>
  );
}
