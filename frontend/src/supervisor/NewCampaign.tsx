import {
  Alert,
  Button,
  Group,
  Paper,
  Radio,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { useErrorSentence } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { type CampaignCreate, campaignsQuery, partnersQuery, snapshotQuery } from './queries';

type Purpose = CampaignCreate['purpose'];

/** What cannot be changed later, and the name; the draft's own page holds the rest. */
export function NewCampaign() {
  const { t } = useTranslation('supervisor');
  const { data, error, refetch } = useQuery(partnersQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      narrow
      title={t('campaign.create')}
      text={t('new.text')}
      back={{ to: '/supervisor/campaigns', label: t('campaign.title') }}
    >
      <Paper p="xl">
        {data.length === 0 ? (
          <EmptyState title={t('new.no_partner')} text={t('new.no_partner_text')} />
        ) : (
          <Form partners={data} />
        )}
      </Paper>
    </Page>
  );
}

interface FormProps {
  partners: { id: string; name: string; agreement: { purposes: Purpose[] } }[];
}

function Form({ partners }: FormProps) {
  const { t } = useTranslation(['supervisor', 'domain', 'common']);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [partnerId, setPartnerId] = useState(partners.length === 1 ? partners[0]?.id : undefined);
  const [purpose, setPurpose] = useState<Purpose>();
  const [name, setName] = useState('');
  const [legalHours, setLegalHours] = useState(true);
  const agreed = partners.find(({ id }) => id === partnerId)?.agreement.purposes ?? [];
  const chosen = purpose && agreed.includes(purpose) ? purpose : undefined;

  const create = useMutation({
    // The draft starts with the server's own script and masking.
    mutationFn: (own: Pick<CampaignCreate, 'name' | 'partner_id' | 'purpose' | 'legal_hours'>) =>
      read(api.POST('/api/campaigns', { body: { mode: 'sandbox', ...own } as CampaignCreate })),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries(campaignsQuery);
      void client.invalidateQueries(snapshotQuery);
      await navigate({ to: '/supervisor/campaigns/$id', params: { id } });
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!partnerId || !chosen || create.isPending) return;
    create.mutate({ name, partner_id: partnerId, purpose: chosen, legal_hours: legalHours });
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="lg">
        <Select
          label={t('new.partner')}
          placeholder={t('new.partner_hint')}
          data={partners.map((each) => ({ value: each.id, label: each.name }))}
          value={partnerId ?? null}
          onChange={(value) => setPartnerId(value ?? undefined)}
          allowDeselect={false}
          searchable
          required
          withAsterisk={false}
          size="md"
        />
        <Radio.Group
          label={t('new.purpose')}
          description={partnerId ? t('new.purpose_agreed') : t('new.purpose_first')}
          value={chosen ?? ''}
          onChange={(value) => setPurpose(value as Purpose)}
        >
          <Stack gap="xs" mt="sm">
            {(['appointment', 'loyalty', 'after_sales'] as const).map((each) => (
              <Radio
                key={each}
                value={each}
                disabled={!agreed.includes(each)}
                label={
                  <>
                    <Text fw={600}>{t(`domain:purpose.${each}`)}</Text>
                    <Text size="sm" c="dimmed">
                      {t(`domain:purpose_text.${each}`)}
                    </Text>
                  </>
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label={t('new.name')}
          description={t('new.name_hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          required
          withAsterisk={false}
        />
        <Switch
          checked={legalHours}
          onChange={(event) => setLegalHours(event.currentTarget.checked)}
          label={t('hours.label')}
          description={t('hours.text')}
        />
        {create.isError && (
          <Alert color="red" role="alert">
            {sentence(create.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button component={Link} to="/supervisor/campaigns" variant="default">
            {t('common:action.cancel')}
          </Button>
          <Button
            type="submit"
            loading={create.isPending}
            disabled={!partnerId || !chosen || !name.trim()}
          >
            {t('new.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
