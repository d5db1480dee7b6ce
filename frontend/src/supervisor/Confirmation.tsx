import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { IconCalendarCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useErrorSentence } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import classes from './CampaignStrip.module.css';
import { type CampaignDetail, campaignsQuery, snapshotQuery, useMaySteer } from './queries';

interface ConfirmationProps {
  campaign: CampaignDetail;
}

/** Between an appointment campaign and the one that confirms its appointments: makes it, or leads to it. */
export function Confirmation({ campaign }: ConfirmationProps) {
  const { t } = useTranslation('confirmation');
  const { data: all } = useQuery(campaignsQuery);
  const maySteer = useMaySteer();
  if (campaign.purpose !== 'appointment' || !all) return null;
  const other = campaign.confirms
    ? all.find(({ id }) => id === campaign.confirms)
    : all.find(({ confirms, state }) => confirms === campaign.id && state !== 'closed');
  if (other) {
    const words = { name: other.name, count: campaign.confirm_hours ?? other.confirm_hours ?? 0 };
    return (
      <Panel title={t('title')}>
        <Group justify="space-between">
          <Text>{campaign.confirms ? t('of', words) : t('by', words)}</Text>
          <Link to="/supervisor/campaigns/$id" params={{ id: other.id }} className={classes.all}>
            {t('see')}
          </Link>
        </Group>
      </Panel>
    );
  }
  if (!maySteer || !['open', 'paused'].includes(campaign.state)) return null;
  return (
    <Panel title={t('title')}>
      <Make campaign={campaign} />
    </Panel>
  );
}

function Make({ campaign }: ConfirmationProps) {
  const { t } = useTranslation('confirmation');
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(() => t('named', { name: campaign.name }).slice(0, 80));
  const [hours, setHours] = useState(72);
  const make = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/campaigns/{campaign_id}/confirmation', {
          params: { path: { campaign_id: campaign.id } },
          body: { name, hours },
        }),
      ),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries(campaignsQuery);
      void client.invalidateQueries(snapshotQuery);
      await navigate({ to: '/supervisor/campaigns/$id', params: { id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!make.isPending) make.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text c="dimmed">{t('text')}</Text>
        <Group align="flex-end">
          <TextInput
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            required
            flex={1}
            miw={240}
          />
          <NumberInput
            label={t('hours')}
            min={1}
            max={336}
            value={hours}
            onChange={(value) => setHours(Number(value) || 72)}
            w={200}
          />
          <Button
            type="submit"
            variant="light"
            leftSection={<IconCalendarCheck size={18} />}
            loading={make.isPending}
            disabled={!name.trim()}
          >
            {t('make')}
          </Button>
        </Group>
        {make.error && (
          <Text c="red" role="alert">
            {sentence(make.error)}
          </Text>
        )}
      </Stack>
    </form>
  );
}
