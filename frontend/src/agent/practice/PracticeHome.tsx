import { Alert, Badge, Button, Chip, Group, Paper, Stack, Text, Title } from '@mantine/core';
import {
  IconBulb,
  IconCheck,
  IconChevronRight,
  IconHeadset,
  IconPlayerPlay,
  IconRoute,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScenarioBrief } from '../../api/types';
import { ErrorState } from '../../shared/ui/ErrorState';
import { useErrorToast } from '../../shared/ui/errors';
import { Loading, Page } from '../../shared/ui/Page';
import { GateCard } from './GateCard';
import { PastCalls } from './PastCalls';
import classes from './PracticeHome.module.css';
import { homeQuery, myTrainingQuery, start } from './queries';

const PURPOSES = ['appointment', 'loyalty', 'after_sales'] as const;

/** Where an apprentice chooses a simulated customer: what helps now first, then the whole library. */
export function PracticeHome() {
  const { t } = useTranslation(['practice', 'domain']);
  const { data, error, refetch } = useQuery(homeQuery);
  const mine = useQuery(myTrainingQuery);
  const [language, setLanguage] = useState('fr');
  const begin = useBegin();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const shown = data.scenarios.filter((scenario) => scenario.language === language);
  const suggested = data.suggested.flatMap(
    (code) => data.scenarios.find((scenario) => scenario.code === code) ?? [],
  );
  const languages = [...new Set(data.scenarios.map((scenario) => scenario.language))];
  const closed = mine.data?.gates.filter(({ open }) => !open) ?? [];
  return (
    <Page
      title={t('home.title')}
      text={t('home.text')}
      back={{ to: '/agent', label: t('back.desk') }}
      actions={
        <Button
          component={Link}
          to="/agent/progress"
          variant="default"
          leftSection={<IconRoute size={20} />}
        >
          {t('home.progress')}
        </Button>
      }
    >
      {data.open && (
        <Alert color="cobalt" icon={<IconHeadset />} title={t('home.open')}>
          <Button component={Link} to={`/agent/practice/call/${data.open}`} mt="xs">
            {t('home.go_on')}
          </Button>
        </Alert>
      )}
      {closed.map((gate) => (
        <GateCard key={gate.campaign_id} gate={gate} />
      ))}
      {suggested.length > 0 && (
        <section aria-label={t('home.suggested')}>
          <Group gap="xs" mb="sm">
            <IconBulb size={22} aria-hidden="true" />
            <Title order={2} size="h4">
              {t('home.suggested')}
            </Title>
          </Group>
          <div className={classes.cards}>
            {suggested.map((scenario) => (
              <Card key={scenario.code} scenario={scenario} begin={begin} />
            ))}
          </div>
        </section>
      )}
      <Group justify="space-between" align="flex-end">
        <Title order={2} size="h4">
          {t('home.all')}
        </Title>
        <Chip.Group value={language} onChange={(value) => setLanguage(String(value))}>
          <Group gap="xs">
            {languages.map((code) => (
              <Chip key={code} value={code} variant="outline">
                {t(`language.${code}` as 'language.fr')}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Group>
      {PURPOSES.map((purpose) => (
        <section key={purpose} aria-label={t(`domain:purpose.${purpose}`)}>
          <Title order={3} size="h5" mb="xs">
            {t(`domain:purpose.${purpose}`)}
          </Title>
          <div className={classes.cards}>
            {shown
              .filter((scenario) => scenario.purpose === purpose)
              .map((scenario) => (
                <Card key={scenario.code} scenario={scenario} begin={begin} />
              ))}
          </div>
        </section>
      ))}
      <PastCalls calls={data.past} />
    </Page>
  );
}

export function useBegin() {
  const navigate = useNavigate();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: ({ code, guided }: { code: string; guided: boolean }) => start(code, guided),
    onSuccess: ({ id }) => navigate({ to: '/agent/practice/call/$id', params: { id } }),
    onError: toast,
  });
}

interface CardProps {
  scenario: ScenarioBrief;
  begin: ReturnType<typeof useBegin>;
}

function Card({ scenario, begin }: CardProps) {
  const { t } = useTranslation('practice');
  const go = (guided: boolean) => begin.mutate({ code: scenario.code, guided });
  return (
    <Paper component="article" p="md" className={classes.card} aria-label={scenario.title}>
      <Stack gap={6} className={classes.words}>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Title order={4} size="h5" lang={scenario.language}>
            {scenario.title}
          </Title>
          <Badge color="gray" className={classes.level}>
            {t('level', { level: scenario.level })}
          </Badge>
        </Group>
        <Text size="sm" lang={scenario.language}>
          {scenario.about}
        </Text>
        <Tries scenario={scenario} />
      </Stack>
      <Group gap="xs" className={classes.buttons}>
        <Button
          size="sm"
          leftSection={<IconPlayerPlay size={18} />}
          disabled={begin.isPending}
          onClick={() => go(false)}
        >
          {t('begin')}
        </Button>
        <Button
          size="sm"
          variant="default"
          rightSection={<IconChevronRight size={18} />}
          disabled={begin.isPending}
          onClick={() => go(true)}
        >
          {t('begin_guided')}
        </Button>
      </Group>
    </Paper>
  );
}

function Tries({ scenario }: { scenario: ScenarioBrief }) {
  const { t } = useTranslation('practice');
  if (scenario.tries === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('never')}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {scenario.mine !== null && <IconCheck size={18} aria-hidden="true" />}
      <Text size="sm" fw={550}>
        {scenario.mine === null ? t('only_guided') : t('best', { score: scenario.mine })}
      </Text>
    </Group>
  );
}
