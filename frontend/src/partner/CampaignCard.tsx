import { Group, Paper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { CampaignStateBadge } from '../shared/ui/badges';
import { Shares } from '../shared/ui/Shares';
import classes from './CampaignCard.module.css';
import { DayBars } from './DayBars';
import { totalsOf } from './numbers';
import { type Campaign, resultsQuery } from './queries';
import { useContactShares } from './useContactShares';

/** One campaign at a glance: what it brought, how far it is, and the last days. */
export function CampaignCard({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(['partner', 'domain']);
  const format = useFormat();
  const { data } = useQuery(resultsQuery(campaign.id));
  const shares = useContactShares(data);
  const totals = data && totalsOf(data);
  return (
    <Paper component="article" p="lg" className={classes.card}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div className={classes.head}>
          <Title order={2} size="h4">
            <Link to="/partner/campaigns/$id" params={{ id: campaign.id }} className={classes.link}>
              {campaign.name}
            </Link>
          </Title>
          <Text size="sm" c="dimmed">
            {t(`domain:purpose.${campaign.purpose}`)}
          </Text>
        </div>
        <CampaignStateBadge state={campaign.state} />
      </Group>
      {data && totals && (
        <>
          <Group gap="xl" my="sm">
            <div>
              <Text className={classes.big}>{format.number(totals.positive)}</Text>
              <Text size="sm" c="dimmed">
                {t('results.positive_label', { count: totals.positive })}
              </Text>
            </div>
            <div>
              <Text className={classes.big} data-plain>
                {totals.contacts > 0 ? format.percent(totals.done / totals.contacts) : '–'}
              </Text>
              <Text size="sm" c="dimmed">
                {t('results.done_of', {
                  done: format.number(totals.done),
                  total: format.number(totals.contacts),
                })}
              </Text>
            </div>
          </Group>
          <Shares label={t('results.progress')} shares={shares} legend={false} />
          <div className={classes.chart}>
            <DayBars days={data.per_day} count={10} height={110} />
          </div>
        </>
      )}
    </Paper>
  );
}
