import { Button, Stack, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CallList } from '../api/lists';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Panel } from '../shared/ui/Page';
import classes from './CampaignStrip.module.css';
import { GivenTo } from './GivenTo';
import { type CampaignDetail, listsQuery, useAttachList } from './queries';

interface CampaignListsProps {
  campaign: CampaignDetail;
  editable: boolean;
}

/** The lists the campaign calls, and those of the same partner and purpose that could join. */
export function CampaignLists({ campaign, editable }: CampaignListsProps) {
  const { t } = useTranslation('supervisor');
  const { data, error, refetch } = useQuery(listsQuery);
  const attach = useAttachList();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const attached = data.filter((list) => list.campaign_id === campaign.id);
  const free = data.filter(
    (list) =>
      list.campaign_id === null &&
      list.state === 'ready' &&
      list.partner_id === campaign.partner_id &&
      list.purpose === campaign.purpose,
  );
  return (
    <Stack>
      <Panel title={t('lists.of_campaign')}>
        {attached.length === 0 ? (
          <Text c="dimmed">{t('lists.none_attached')}</Text>
        ) : (
          <ul className={classes.list}>
            {attached.map((list) => (
              <Line key={list.id} list={list}>
                <GivenTo
                  work={{ kind: 'list', id: list.id }}
                  name={list.name}
                  value={list.given_to}
                />
              </Line>
            ))}
          </ul>
        )}
      </Panel>
      {editable && (
        <Panel title={t('lists.available')}>
          {free.length === 0 ? (
            <EmptyState order={3} title={t('lists.none_free')} text={t('lists.none_free_text')} />
          ) : (
            <ul className={classes.list}>
              {free.map((list) => (
                <Line key={list.id} list={list}>
                  <Button
                    size="sm"
                    leftSection={<IconLink size={17} />}
                    loading={attach.isPending && attach.variables.list === list.id}
                    onClick={() => attach.mutate({ list: list.id, campaign: campaign.id })}
                    aria-label={t('lists.attach_named', { name: list.name })}
                  >
                    {t('lists.attach')}
                  </Button>
                </Line>
              ))}
            </ul>
          )}
        </Panel>
      )}
    </Stack>
  );
}

function Line({ list, children }: { list: CallList; children?: React.ReactNode }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const callable = (list.counts?.accepted ?? 0) + (list.counts?.warned ?? 0);
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={650}>{list.name}</Text>
        <Text size="sm" c="dimmed">
          {list.file_name}
        </Text>
      </div>
      <Text className={classes.progress}>
        {t('lists.callable', { count: callable, formatted: format.number(callable) })}
      </Text>
      {children}
    </li>
  );
}
