import { Badge, Paper, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { KpiTiles } from '../shared/kpis/KpiTiles';
import { CampaignStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { Shares } from '../shared/ui/Shares';
import classes from './CampaignResults.module.css';
import { CampaignConsent } from './DeclareConsent';
import { DownloadResults } from './DownloadResults';
import { Advisers, type LiveOutcome, LiveOutcomes, withNew } from './LiveOutcomes';
import { totalsOf } from './numbers';
import {
  type Campaign,
  campaignsQuery,
  type Results,
  resultsQuery,
  useFreshNumbers,
} from './queries';
import { TimeChart } from './TimeChart';
import { useContactShares, useGroupShares } from './useContactShares';

const rates = ['reach', 'argument', 'transform', 'pace', 'handle', 'exhaustion'] as const;

const route = getRouteApi('/shell/partner/campaigns/$id');

export function CampaignResults() {
  const { id } = route.useParams();
  const campaigns = useQuery(campaignsQuery);
  const results = useQuery(resultsQuery(id));
  const error = campaigns.error ?? results.error;
  if (error) return <ErrorState error={error} onRetry={() => void results.refetch()} />;
  const campaign = campaigns.data?.find((each) => each.id === id);
  if (!campaign || !results.data) return <Loading />;
  return <Content campaign={campaign} results={results.data} />;
}

function Content({ campaign, results }: { campaign: Campaign; results: Results }) {
  const { t } = useTranslation(['partner', 'domain']);
  const format = useFormat();
  const [live, setLive] = useState<LiveOutcome[]>([]);
  const status = useFreshNumbers((events) =>
    setLive((shown) => withNew(shown, events, campaign.id)),
  );
  const shares = useContactShares(results);
  const totals = totalsOf(results);
  const groups = useGroupShares(results);
  return (
    <Page
      title={campaign.name}
      text={
        <>
          {t(`domain:purpose.${campaign.purpose}`)}{' '}
          <CampaignStateBadge state={campaign.state} ml={6} />
        </>
      }
      back={{ to: '/partner', label: t('nav.home') }}
      actions={
        <>
          <LiveState status={status} />
          <DownloadResults campaign={campaign} disabled={totals.outcomes === 0} />
        </>
      }
    >
      <dl className={classes.numbers}>
        <Tile label={t('results.contacts')} value={format.number(totals.contacts)} />
        <Tile label={t('results.done')} value={format.number(totals.done)} />
        <Tile label={t('results.outcomes')} value={format.number(totals.outcomes)} />
        <Tile
          label={t('results.positive')}
          value={format.number(totals.positive)}
          detail={
            totals.outcomes > 0
              ? t('results.share', { share: format.percent(totals.positive / totals.outcomes) })
              : undefined
          }
        />
      </dl>
      <KpiTiles
        title={t('rate.title')}
        counts={results.figures.counts}
        codes={rates}
        optional={['nps', 'csat']}
      />
      <Panel title={t('results.progress')}>
        <Shares label={t('results.progress')} shares={shares} />
      </Panel>
      <div className={classes.columns}>
        <TimeChart results={results} />
        <Panel title={t('results.by_outcome')}>
          {results.outcomes.length === 0 ? (
            <EmptyState order={3} title={t('results.none')} text={t('results.none_text')} />
          ) : (
            <>
              <Shares label={t('results.by_group')} shares={groups} />
              <Outcomes results={results} total={totals.outcomes} />
            </>
          )}
        </Panel>
      </div>
      <div className={classes.columns}>
        <LiveOutcomes outcomes={live} results={results} />
        {results.advisers.length > 0 && <Advisers results={results} />}
      </div>
      <CampaignConsent campaign={campaign} />
    </Page>
  );
}

function Tile({
  label,
  value,
  detail,
}: {
  label: string;
  value: string;
  detail?: string | undefined;
}) {
  return (
    <Paper p="md">
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>
        {value}
        {detail && (
          <Text span size="sm" c="dimmed" ml={8}>
            {detail}
          </Text>
        )}
      </dd>
    </Paper>
  );
}

function Outcomes({ results, total }: { results: Results; total: number }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  return (
    <Table verticalSpacing={7} horizontalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('results.outcome')}</Table.Th>
          <Table.Th ta="right">{t('results.count')}</Table.Th>
          <Table.Th ta="right">{t('results.part')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {results.outcomes.map((outcome) => (
          <Table.Tr key={outcome.code}>
            <Table.Td>
              {outcome.label}{' '}
              {outcome.positive && (
                <Badge color="teal" size="sm">
                  {t('results.positive_mark')}
                </Badge>
              )}
              <div className={classes.bar} data-positive={outcome.positive || undefined}>
                <div style={{ width: `${(100 * outcome.count) / total}%` }} />
              </div>
            </Table.Td>
            <Table.Td ta="right">{format.number(outcome.count)}</Table.Td>
            <Table.Td ta="right">{format.percent(outcome.count / total)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
