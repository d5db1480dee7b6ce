import { Badge, Button, NumberInput, Paper, Select, Table, Text } from '@mantine/core';
import { IconDice3 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { duration, useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { outOfTwenty } from './marks';
import classes from './Quality.module.css';
import { campaignsQuery, chosenBy, type ReviewLine, type Rule, reviewsQuery } from './queries';

/** Which calls are listened to again and weighed, and how far each is. */
export function QualityPage() {
  const { t } = useTranslation('quality');
  const { data, error, refetch } = useQuery(reviewsQuery);
  return (
    <Page
      title={t('title')}
      text={t('text')}
      actions={
        <Button component={Link} to="/supervisor/quality/grid" variant="default">
          {t('grid.title')}
        </Button>
      }
    >
      <Choose />
      <Panel title={t('queue')}>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Loading />
        ) : data.length === 0 ? (
          <EmptyState order={3} title={t('none')} text={t('none_text')} />
        ) : (
          <Queue lines={data} />
        )}
      </Panel>
    </Page>
  );
}

function Choose() {
  const { t } = useTranslation('quality');
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const [rule, setRule] = useState<Rule>('random');
  const [count, setCount] = useState(5);
  const [campaign, setCampaign] = useState<string | null>(null);
  const choose = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/reviews/choice', {
          body: { rule, count, days: 14, campaign_id: campaign },
        }),
      ),
    onSuccess: (done) => {
      toastDone(t('choose.done', { count: done.count }));
      void client.invalidateQueries({ queryKey: reviewsQuery.queryKey });
    },
    onError: toast,
  });
  return (
    <Paper p="md" component="section" aria-label={t('choose.title')}>
      <div className={classes.choose}>
        <Select
          size="sm"
          w={300}
          label={t('choose.rule')}
          data={chosenBy.map((each) => ({ value: each, label: t(`rule.${each}`) }))}
          value={rule}
          onChange={(value) => setRule((value ?? 'random') as Rule)}
          allowDeselect={false}
        />
        <NumberInput
          size="sm"
          w={110}
          label={t('choose.count')}
          min={1}
          max={50}
          value={count}
          onChange={(value) => setCount(Number(value) || 1)}
        />
        <Select
          size="sm"
          w={260}
          label={t('choose.campaign')}
          placeholder={t('choose.all')}
          data={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
          value={campaign}
          onChange={setCampaign}
          clearable
        />
        <Button
          size="sm"
          leftSection={<IconDice3 size={19} />}
          loading={choose.isPending}
          onClick={() => choose.mutate()}
        >
          {t('choose.go')}
        </Button>
      </div>
    </Paper>
  );
}

function Queue({ lines }: { lines: ReviewLine[] }) {
  const { t, i18n } = useTranslation('quality');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  return (
    <WideTable minWidth={710}>
      <Table verticalSpacing={8} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('call')}</Table.Th>
            <Table.Th>{t('why')}</Table.Th>
            <Table.Th>{t('outcome')}</Table.Th>
            <Table.Th>{t('stage')}</Table.Th>
            <Table.Th ta="right">{t('score')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.id}>
              <Table.Td>
                <Link
                  to="/supervisor/quality/$id"
                  params={{ id: line.id }}
                  className={classes.link}
                >
                  {line.agent}, {format.dateTime(line.called_at, zone)}
                </Link>
                <Text size="sm" c="dimmed">
                  {[line.campaign_name, line.reference, duration(line.seconds)]
                    .filter(Boolean)
                    .join(' · ')}
                </Text>
              </Table.Td>
              <Table.Td>{t(`rule.${line.rule}`)}</Table.Td>
              <Table.Td>{line.outcome ?? '–'}</Table.Td>
              <Table.Td>
                <Stage line={line} />
              </Table.Td>
              <Table.Td ta="right">
                {line.score === null ? '–' : outOfTwenty(line.score, i18n.language)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

export function Stage({ line }: { line: ReviewLine }) {
  const { t } = useTranslation('quality');
  if (line.state === 'read')
    return (
      <Badge miw="max-content" color="gray">
        {t('state.read')}
      </Badge>
    );
  if (line.state === 'given')
    return (
      <Badge miw="max-content" color="cobalt">
        {t('state.given')}
      </Badge>
    );
  if (line.scorers.length > 0) {
    return (
      <Badge miw="max-content" color="teal">
        {t('state.scored', { names: line.scorers.join(', ') })}
      </Badge>
    );
  }
  return line.self_done ? (
    <Badge miw="max-content" color="orange">
      {t('state.to_score')}
    </Badge>
  ) : (
    <Badge miw="max-content" color="gray">
      {t('state.waits')}
    </Badge>
  );
}
