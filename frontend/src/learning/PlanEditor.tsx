import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { useKeep } from './keep';
import classes from './Learning.module.css';
import { movedStep, stepsOf, tooEarly } from './plan-steps';
import { type LearningPath, modulesQuery, type PlanStep } from './queries';

interface PlanEditorProps {
  path: LearningPath;
  onClose: () => void;
}

/** The plan as the trainer adapts it; saving makes a version that both sign anew. */
export function PlanEditor({ path, onClose }: PlanEditorProps) {
  const { t } = useTranslation('learning');
  const keep = useKeep(path.agent_id);
  const toast = useErrorToast();
  const { data: modules = [] } = useQuery(modulesQuery);
  const codes = new Map(
    (path.assessment?.profile ?? []).map(({ title, competence }) => [title, competence]),
  );
  const [steps, setSteps] = useState<PlanStep[]>(() => stepsOf(path.plan, codes));
  const titles = new Map(path.modules.map(({ code, title }) => [code, title]));
  const done = new Set(
    path.modules.filter(({ finished_at }) => finished_at !== null).map(({ code }) => code),
  );
  const early = tooEarly(steps, modules, done);
  const left = path.modules.filter(({ code }) => !steps.some(({ module }) => module === code));
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/learners/{agent_id}/plan', {
          params: { path: { agent_id: path.agent_id } },
          body: { base: path.plan?.version ?? 0, steps },
        }),
      ),
    onSuccess: (changed) => {
      keep(changed);
      toastDone(t('plan.saved'));
      onClose();
    },
    onError: toast,
  });
  return (
    <Stack gap="md">
      <Text>{t('plan.adapt_text')}</Text>
      <ol className={classes.edited} aria-label={t('plan.way')}>
        {steps.map((step, at) => {
          const title = titles.get(step.module) ?? step.module;
          return (
            <li key={step.module} className={classes.editedStep}>
              <div>
                <Text fw={600}>{title}</Text>
                <Text size="sm" c="dimmed">
                  {t(`why.${step.reason}`)}
                </Text>
                {early.has(step.module) && (
                  <Text size="sm" c="red.7">
                    {t('plan.early')}
                  </Text>
                )}
              </div>
              <TextInput
                type="date"
                aria-label={t('plan.due_for', { title })}
                value={step.due_on ?? ''}
                onChange={(event) => {
                  const due = event.currentTarget.value || null;
                  setSteps(
                    steps.map((each, place) => (place === at ? { ...each, due_on: due } : each)),
                  );
                }}
              />
              <Group gap={4} wrap="nowrap">
                {([-1, 1] as const).map((by) => (
                  <Button
                    key={by}
                    variant="default"
                    px={8}
                    aria-label={t(by < 0 ? 'answer.up' : 'answer.down', { words: title })}
                    disabled={at + by < 0 || at + by >= steps.length}
                    onClick={() => setSteps(movedStep(steps, at, by))}
                  >
                    {by < 0 ? <IconArrowUp size={18} /> : <IconArrowDown size={18} />}
                  </Button>
                ))}
                <Button
                  variant="default"
                  px={8}
                  aria-label={t('plan.remove', { title })}
                  onClick={() => setSteps(steps.filter((_, place) => place !== at))}
                >
                  <IconTrash size={18} />
                </Button>
              </Group>
            </li>
          );
        })}
      </ol>
      <Select
        label={t('plan.add')}
        placeholder={t('plan.add_choose')}
        data={left.map(({ code, title }) => ({ value: code, label: title }))}
        value={null}
        searchable
        onChange={(module) =>
          module && setSteps([...steps, { module, reason: 'added', competences: [] }])
        }
      />
      <Group>
        <Button
          disabled={steps.length === 0 || early.size > 0}
          loading={save.isPending}
          onClick={() => save.mutate()}
        >
          {t('plan.save')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('plan.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
