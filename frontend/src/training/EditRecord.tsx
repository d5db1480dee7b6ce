import { MultiSelect, NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import {
  groupQuery,
  type Learner,
  type LearnerRecord,
  learnerQuery,
  referentialsQuery,
} from './queries';

const STATUSES = ['apprenticeship', 'employment', 'trainee', 'other'] as const;
const SPOKEN = ['fr', 'en', 'es', 'gcf'] as const;
const NEEDS = [
  'large_text',
  'audio',
  'more_time',
  'simple_words',
  'keyboard',
  'quiet_place',
] as const;

interface EditRecordProps {
  learner: Learner;
  onClose: () => void;
}

/** The training record: work and learning, and nothing else. */
export function EditRecord({ learner, onClose }: EditRecordProps) {
  const { t } = useTranslation('trainer');
  const client = useQueryClient();
  const versions = useQuery(referentialsQuery);
  const [record, setRecord] = useState<LearnerRecord>(
    learner.record ?? { referential_id: '', status: 'other', languages: ['fr'], needs: [] },
  );
  const change = (part: Partial<LearnerRecord>) => setRecord({ ...record, ...part });
  const text = (value: string) => value.trim() || null;
  const known = versions.data?.versions ?? [];
  const followed = record.referential_id || known[0]?.id;
  const save = useMutation({
    mutationFn: async () => {
      const referential =
        followed ?? (await read(api.POST('/api/referentials', { body: { shipped: 'crcd' } }))).id;
      return api.PUT('/api/learners/{agent_id}', {
        params: { path: { agent_id: learner.id } },
        body: { ...record, referential_id: referential },
      });
    },
    onSuccess: async () => {
      await client.invalidateQueries(learnerQuery(learner.id));
      void client.invalidateQueries({ queryKey: groupQuery.queryKey, exact: true });
      void client.invalidateQueries(referentialsQuery);
      toastDone(t('record.saved'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('record.title')}
      submit={t('record.save')}
      ready={record.languages.length > 0 && versions.data !== undefined}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NativeSelect
          label={t('record.status')}
          value={record.status}
          onChange={(event) =>
            change({ status: event.currentTarget.value as LearnerRecord['status'] })
          }
          data={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
        />
        {known.length > 0 && (
          <NativeSelect
            label={t('record.referential')}
            value={followed}
            onChange={(event) => change({ referential_id: event.currentTarget.value })}
            data={known.map(({ id, title, version }) => ({
              value: id,
              label: `${title} · ${version}`,
            }))}
          />
        )}
        <TextInput
          type="date"
          label={t('record.starts_on')}
          value={record.starts_on ?? ''}
          onChange={(event) => change({ starts_on: event.currentTarget.value || null })}
        />
        <TextInput
          type="date"
          label={t('record.ends_on')}
          value={record.ends_on ?? ''}
          onChange={(event) => change({ ends_on: event.currentTarget.value || null })}
        />
        <TextInput
          label={t('record.tutor')}
          maxLength={80}
          value={record.tutor ?? ''}
          onChange={(event) => change({ tutor: event.currentTarget.value || null })}
        />
        <TextInput
          label={t('record.training_centre')}
          maxLength={80}
          value={record.training_centre ?? ''}
          onChange={(event) => change({ training_centre: event.currentTarget.value || null })}
        />
      </SimpleGrid>
      <TextInput
        label={t('record.alternation')}
        maxLength={200}
        value={record.alternation ?? ''}
        onChange={(event) => change({ alternation: event.currentTarget.value || null })}
      />
      <MultiSelect
        label={t('record.languages')}
        data={SPOKEN.map((value) => ({ value, label: t(`spoken.${value}`) }))}
        value={record.languages}
        onChange={(value) => change({ languages: value as LearnerRecord['languages'] })}
      />
      <MultiSelect
        label={t('record.needs')}
        description={t('record.needs_hint')}
        data={NEEDS.map((value) => ({ value, label: t(`needs.${value}`) }))}
        value={record.needs ?? []}
        onChange={(value) => change({ needs: value as NonNullable<LearnerRecord['needs']> })}
      />
      <Textarea
        label={t('record.goals')}
        description={t('record.goals_hint')}
        maxLength={500}
        autosize
        minRows={2}
        value={record.goals ?? ''}
        onChange={(event) => change({ goals: event.currentTarget.value })}
        onBlur={() => change({ goals: text(record.goals ?? '') })}
      />
    </Dialog>
  );
}
