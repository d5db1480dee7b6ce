import { Checkbox, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import type { Bar } from '../shared/competences/Steps';
import { useFormat } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { type Decision, groupQuery, type Learner, learnerQuery } from './queries';

const LEVELS = ['acquired', 'in_progress', 'not_acquired'] as const;
const SHOWN = 8;

interface DecideProps {
  learner: Learner;
  bar: Bar;
  onClose: () => void;
}

/** The trainer's word on a competence, with the evidence it rests on or what was seen. */
export function Decide({ learner, bar, onClose }: DecideProps) {
  const { t } = useTranslation(['trainer', 'competences']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const client = useQueryClient();
  const [level, setLevel] = useState<Decision['level'] | null>(bar.decided ?? bar.proposed);
  const known = learner.evidence.filter(({ competence }) => competence === bar.competence);
  const shown = known.slice(0, SHOWN);
  const [chosen, setChosen] = useState(() =>
    shown.filter(({ counts }) => counts).map(({ id }) => id),
  );
  const [seen, setSeen] = useState('');
  const decide = useMutation({
    mutationFn: (body: Decision) =>
      api.POST('/api/learners/{agent_id}/decisions', {
        params: { path: { agent_id: learner.id } },
        body,
      }),
    onSuccess: async () => {
      await client.invalidateQueries(learnerQuery(learner.id));
      void client.invalidateQueries({ queryKey: groupQuery.queryKey, exact: true });
      toastDone(t('decide.done'));
      onClose();
    },
  });
  return (
    <Dialog
      title={bar.title}
      submit={t('decide.save')}
      ready={level !== null && (chosen.length > 0 || seen.trim() !== '')}
      pending={decide.isPending}
      error={decide.error}
      onClose={onClose}
      onSubmit={() =>
        level &&
        decide.mutate({
          competence: bar.competence,
          level,
          evidence: chosen,
          seen: seen.trim() || null,
        })
      }
    >
      <Radio.Group
        label={t('decide.level')}
        description={
          bar.proposed && t('decide.proposed', { level: t(`competences:level.${bar.proposed}`) })
        }
        value={level}
        onChange={(value) => setLevel(value as Decision['level'])}
      >
        <Stack gap="xs" mt="xs">
          {LEVELS.map((each) => (
            <Radio key={each} value={each} label={t(`competences:level.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox.Group label={t('decide.evidence')} value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {shown.map((each) => (
            <Checkbox
              key={each.id}
              value={each.id}
              label={`${each.label} · ${format.percent(each.score / 100)} · ${format.date(each.given_at, zone)}`}
            />
          ))}
          {shown.length === 0 && <Text c="dimmed">{t('decide.no_evidence')}</Text>}
        </Stack>
      </Checkbox.Group>
      <Textarea
        label={t('decide.seen')}
        description={t('decide.seen_hint')}
        value={seen}
        onChange={(event) => setSeen(event.currentTarget.value)}
        maxLength={500}
        autosize
        minRows={2}
      />
    </Dialog>
  );
}
