import {
  Alert,
  Badge,
  Button,
  Group,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { Dialog } from '../shared/ui/Dialog';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Exams.module.css';
import { type Exam, type Example, ownExamQuery } from './queries';
import { Blocks, Ready } from './Ready';

const NOTHING = { tasks: '', means: '', people: '', context: '', more: '' };
const PARTS = ['tasks', 'means', 'people', 'context', 'more'] as const;

/** The apprentice's way to the exam: what is still to be done, and the own professional file. */
export function MyExam() {
  const { t } = useTranslation('exams');
  const { data, error, refetch } = useQuery(ownExamQuery);
  const [writing, setWriting] = useState<Example | 'new' | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('mine.title')}
      text={t('mine.text')}
      back={{ to: '/agent', label: t('mine.back') }}
    >
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Panel
            title={t('dossier.title')}
            aside={
              <Button
                size="xs"
                leftSection={<IconPlus size={16} />}
                onClick={() => setWriting('new')}
              >
                {t('dossier.add')}
              </Button>
            }
          >
            <Text mb="md">{t('dossier.text')}</Text>
            {data.examples.length === 0 ? (
              <Text c="dimmed">{t('dossier.none')}</Text>
            ) : (
              <ul className={classes.list}>
                {data.examples.map((example) => (
                  <li key={example.id} className={classes.row}>
                    <span>
                      <Text component="span" fw={600}>
                        {example.title}
                      </Text>
                      <Text component="span" size="sm" c="dimmed" display="block">
                        {data.blocks.find(({ code }) => code === example.block)?.title}
                      </Text>
                    </span>
                    <Group gap="xs" wrap="nowrap">
                      <Badge color="gray" miw="max-content">
                        {t('dossier.room', { count: example.room })}
                      </Badge>
                      <Button
                        size="xs"
                        variant="default"
                        leftSection={<IconPencil size={16} />}
                        onClick={() => setWriting(example)}
                      >
                        {t('dossier.change')}
                      </Button>
                    </Group>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Blocks exam={data} />
        </div>
        <Ready exam={data} />
      </div>
      {writing && (
        <Write
          exam={data}
          example={writing === 'new' ? null : writing}
          onClose={() => setWriting(null)}
        />
      )}
    </Page>
  );
}

interface WriteProps {
  exam: Exam;
  example: Example | null;
  onClose: () => void;
}

function Write({ exam, example, onClose }: WriteProps) {
  const { t } = useTranslation('exams');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [block, setBlock] = useState(example?.block ?? exam.blocks[0]?.code ?? '');
  const [title, setTitle] = useState(example?.title ?? '');
  const [parts, setParts] = useState(example?.parts ?? NOTHING);
  const kept = (changed: Exam) => {
    client.setQueryData(ownExamQuery.queryKey, changed);
    toastDone(t('dossier.kept'));
    onClose();
  };
  const save = useMutation({
    mutationFn: () => {
      const body = { block, title, parts };
      return read(
        example
          ? api.PUT('/api/workstation/dossier/{example_id}', {
              params: { path: { example_id: example.id } },
              body,
            })
          : api.POST('/api/workstation/dossier', { body }),
      );
    },
    onSuccess: kept,
  });
  const drop = useMutation({
    mutationFn: () =>
      read(
        api.DELETE('/api/workstation/dossier/{example_id}', {
          params: { path: { example_id: example?.id ?? '' } },
        }),
      ),
    onSuccess: kept,
    onError: toast,
  });
  return (
    <Dialog
      title={t(example ? 'dossier.change_title' : 'dossier.add')}
      submit={t('dossier.keep')}
      ready={title.trim() !== ''}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      <Alert color="blue">{t('dossier.rule')}</Alert>
      <Select
        label={t('ecf.block')}
        data={exam.blocks
          .filter((each) => each.has_examples)
          .map(({ code, title: name }) => ({ value: code, label: name }))}
        value={block}
        allowDeselect={false}
        onChange={(code) => setBlock(code ?? block)}
      />
      <TextInput
        label={t('dossier.name')}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Stack gap="sm">
        {PARTS.map((part) => (
          <Textarea
            key={part}
            label={t(`part.${part}`)}
            value={parts[part]}
            maxLength={4000}
            autosize
            minRows={2}
            maxRows={8}
            onChange={(event) => {
              const said = event.currentTarget.value;
              setParts((before) => ({ ...before, [part]: said }));
            }}
          />
        ))}
      </Stack>
      {example && (
        <Button
          variant="subtle"
          color="red"
          leftSection={<IconTrash size={16} />}
          loading={drop.isPending}
          onClick={() => drop.mutate()}
        >
          {t('dossier.drop')}
        </Button>
      )}
    </Dialog>
  );
}
