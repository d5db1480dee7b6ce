import { Button, List, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCalendarPlus, IconFileUpload, IconShieldLock } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { CampaignCard } from './CampaignCard';
import classes from './Home.module.css';
import { ListTable } from './ListTable';
import { totalsOf } from './numbers';
import {
  type Agreement,
  campaignsQuery,
  companyQuery,
  listsQuery,
  resultsQuery,
  slotsQuery,
  useFreshNumbers,
} from './queries';

const LISTS_SHOWN = 5;

/** The partner's page: what was entrusted, how far it is, what it brought. */
export function Home() {
  const { t } = useTranslation('partner');
  const me = useMe();
  const status = useFreshNumbers();
  const campaigns = useQuery(campaignsQuery);
  const lists = useQuery(listsQuery);
  const company = useQuery(companyQuery);
  const error = campaigns.error ?? lists.error ?? company.error;
  if (error) return <ErrorState error={error} onRetry={() => void campaigns.refetch()} />;
  if (!campaigns.data || !lists.data || !company.data) return <Loading />;
  const upload = (
    <Button component={Link} to="/partner/lists/new" leftSection={<IconFileUpload size={19} />}>
      {t('list.upload')}
    </Button>
  );
  return (
    <Page
      title={me.partner?.name ?? ''}
      text={t('home.text', { site: company.data.site_name })}
      actions={
        <>
          <LiveState status={status} />
          {upload}
        </>
      }
    >
      <Summary ids={campaigns.data.map(({ id }) => id)} />
      {campaigns.data.length === 0 ? (
        <Paper>
          <EmptyState
            title={t('home.no_campaign')}
            text={t('home.no_campaign_text')}
            action={upload}
          />
        </Paper>
      ) : (
        <div className={classes.campaigns}>
          {campaigns.data.map((campaign) => (
            <CampaignCard key={campaign.id} campaign={campaign} />
          ))}
        </div>
      )}
      <div className={classes.columns}>
        <Panel
          title={t('list.title')}
          aside={
            <Link to="/partner/lists" className={classes.all}>
              {t('list.all')}
            </Link>
          }
        >
          <ListTable lists={lists.data.slice(0, LISTS_SHOWN)} />
        </Panel>
        <AgreementPanel agreement={company.data.agreement} />
      </div>
    </Page>
  );
}

/** Four numbers over all campaigns: the line one reads aloud. */
function Summary({ ids }: { ids: string[] }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const { data: slots } = useQuery(slotsQuery);
  const results = useQueries({ queries: ids.map(resultsQuery) });
  const totals = results.flatMap(({ data }) => (data ? [totalsOf(data)] : []));
  const sum = (name: 'contacts' | 'outcomes' | 'positive') =>
    format.number(totals.reduce((total, each) => total + each[name], 0));
  const booked = slots?.reduce((total, slot) => total + slot.booked, 0) ?? 0;
  return (
    <dl className={classes.summary}>
      <Tile label={t('home.contacts')} value={sum('contacts')} />
      <Tile label={t('home.outcomes')} value={sum('outcomes')} />
      <Tile label={t('home.positive')} value={sum('positive')} good />
      <Tile label={t('home.booked')} value={format.number(booked)} />
    </dl>
  );
}

function Tile({ label, value, good }: { label: string; value: string; good?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-good={good || undefined}>{value}</dd>
    </div>
  );
}

function AgreementPanel({ agreement }: { agreement: Agreement }) {
  const { t } = useTranslation(['partner', 'domain']);
  return (
    <Panel title={t('agreement.title')}>
      <Stack gap="md">
        <div>
          <Title order={3} size="h6">
            {t('agreement.purposes')}
          </Title>
          <List size="sm">
            {agreement.purposes.map((purpose) => (
              <List.Item key={purpose}>{t(`domain:purpose.${purpose}`)}</List.Item>
            ))}
          </List>
        </div>
        <div>
          <Title order={3} size="h6">
            {t('agreement.bases')}
          </Title>
          <List size="sm">
            {agreement.consent_bases.map((basis) => (
              <List.Item key={basis}>{t(`domain:basis.${basis}`)}</List.Item>
            ))}
          </List>
        </div>
        <Text size="sm">{t('agreement.retention', { count: agreement.retention_days })}</Text>
        <Text size="sm" c="dimmed" className={classes.promise}>
          <IconShieldLock size={20} aria-hidden="true" />
          {t('agreement.promise')}
        </Text>
        {agreement.purposes.includes('appointment') && (
          <Button
            component={Link}
            to="/partner/slots"
            variant="default"
            size="sm"
            leftSection={<IconCalendarPlus size={18} />}
          >
            {t('slots.manage')}
          </Button>
        )}
      </Stack>
    </Panel>
  );
}
