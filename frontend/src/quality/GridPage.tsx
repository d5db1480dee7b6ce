import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Select,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { type Criterion, freeId } from './marks';
import classes from './Quality.module.css';
import { campaignsQuery, gridQuery } from './queries';

type Grid = components['schemas']['GridRead'];

/** What calls of a campaign are weighed by. Scores that were given keep the grid they were given on. */
export function GridPage() {
  const { t } = useTranslation('quality');
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const campaign = chosen ?? campaigns[0]?.id ?? null;
  return (
    <Page
      title={t('grid.title')}
      text={t('grid.text')}
      back={{ to: '/supervisor/quality', label: t('title') }}
    >
      <Select
        maw={420}
        label={t('choose.campaign')}
        data={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        value={campaign}
        onChange={setChosen}
        allowDeselect={false}
      />
      {campaign && <Loaded key={campaign} campaign={campaign} />}
    </Page>
  );
}

function Loaded({ campaign }: { campaign: string }) {
  const { data, error, refetch } = useQuery(gridQuery(campaign));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Editor key={data.version} grid={data} />;
}

function Editor({ grid }: { grid: Grid }) {
  const { t } = useTranslation('quality');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [criteria, setCriteria] = useState<Criterion[]>(grid.criteria);
  const change = (id: string, more: Partial<Criterion>) =>
    setCriteria(criteria.map((each) => (each.id === id ? { ...each, ...more } : each)));
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/campaigns/{campaign_id}/grid', {
          params: { path: { campaign_id: grid.campaign_id } },
          body: { criteria },
        }),
      ),
    onSuccess: (saved) => {
      toastDone(t('grid.saved'));
      client.setQueryData(gridQuery(grid.campaign_id).queryKey, saved);
    },
    onError: toast,
  });
  const whole = criteria.length > 0 && criteria.every(({ label }) => label.trim() !== '');
  return (
    <Panel title={t('grid.version', { version: grid.version })}>
      {criteria.map((criterion, index) => (
        <fieldset key={criterion.id} className={classes.edited}>
          <legend className={classes.legend}>{t('grid.criterion', { number: index + 1 })}</legend>
          <TextInput
            size="sm"
            label={t('grid.label')}
            value={criterion.label}
            maxLength={80}
            onChange={(event) => change(criterion.id, { label: event.currentTarget.value })}
          />
          <NumberInput
            size="sm"
            w={100}
            label={t('grid.weight')}
            min={1}
            max={10}
            value={criterion.weight}
            onChange={(value) => change(criterion.id, { weight: Number(value) || 1 })}
          />
          <TextInput
            size="sm"
            w={160}
            label={t('grid.competences')}
            value={criterion.competences?.join(', ') ?? ''}
            onChange={(event) =>
              change(criterion.id, {
                competences: event.currentTarget.value
                  .toLowerCase()
                  .split(/[\s,;]+/)
                  .filter((code) => /^[a-z0-9]{1,10}$/.test(code)),
              })
            }
          />
          <ActionIcon
            variant="subtle"
            color="red"
            size="lg"
            aria-label={t('grid.remove', { label: criterion.label })}
            disabled={criteria.length === 1}
            onClick={() => setCriteria(criteria.filter(({ id }) => id !== criterion.id))}
          >
            <IconTrash size={19} />
          </ActionIcon>
          <Textarea
            className={classes.glossary}
            size="sm"
            label={t('grid.glossary')}
            value={criterion.glossary ?? ''}
            maxLength={400}
            autosize
            onChange={(event) => change(criterion.id, { glossary: event.currentTarget.value })}
          />
        </fieldset>
      ))}
      <Text c="dimmed" size="sm" mb="md">
        {t('grid.kept')}
      </Text>
      <Group>
        <Button disabled={!whole} loading={save.isPending} onClick={() => save.mutate()}>
          {t('grid.save')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} />}
          disabled={criteria.length >= 20}
          onClick={() =>
            setCriteria([
              ...criteria,
              { id: freeId(criteria), label: '', glossary: '', weight: 1, competences: [] },
            ])
          }
        >
          {t('grid.add')}
        </Button>
      </Group>
    </Panel>
  );
}
