import { Button, Group, Text } from '@mantine/core';
import { IconHeadset, IconSchool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { myModulesQuery } from '../../learning/queries';
import { Minutes } from '../../learning/words';
import { Steps } from '../../shared/competences/Steps';
import { EmptyState } from '../../shared/ui/EmptyState';
import { ErrorState } from '../../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../../shared/ui/Page';
import { GateCard } from './GateCard';
import { PastCalls } from './PastCalls';
import { myTrainingQuery } from './queries';

/** My progress as a picture: what I can do, what comes next. Nobody is compared with anybody. */
export function Progress() {
  const { t } = useTranslation(['practice', 'exams', 'learning']);
  const { data, error, refetch } = useQuery(myTrainingQuery);
  const { data: modules } = useQuery(myModulesQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const practise = (
    <Button component={Link} to="/agent/practice" leftSection={<IconHeadset size={20} />}>
      {t('practise')}
    </Button>
  );
  return (
    <Page
      title={t('progress.title')}
      text={t('progress.text')}
      back={{ to: '/agent', label: t('back.desk') }}
      actions={
        <Group gap="sm">
          <Button
            component={Link}
            to="/agent/exam"
            variant="default"
            leftSection={<IconSchool size={20} />}
          >
            {t('exams:mine.title')}
          </Button>
          {practise}
        </Group>
      }
    >
      {data.goals && (
        <Panel title={t('progress.goals')}>
          <Text size="lg">{data.goals}</Text>
        </Panel>
      )}
      {modules && (modules.finished > 0 || modules.seconds > 0) && (
        <Panel title={t('learning:progress.title')}>
          <Text size="lg">
            {t('learning:progress.modules', { count: modules.finished })}{' '}
            <Minutes seconds={modules.seconds} />
          </Text>
        </Panel>
      )}
      {data.gates.map((gate) => (
        <GateCard key={gate.campaign_id} gate={gate} />
      ))}
      {data.blocks.length === 0 ? (
        <EmptyState title={t('progress.none')} text={t('progress.none_text')} action={practise} />
      ) : (
        data.blocks.map((block) => (
          <Panel key={block.code} title={block.title}>
            <Steps bars={block.bars} />
          </Panel>
        ))
      )}
      <PastCalls calls={data.practices} />
    </Page>
  );
}
