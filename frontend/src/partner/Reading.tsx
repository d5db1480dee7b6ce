import { Alert, Button, Group, Loader, Paper, Radio, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconHelpCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList, Preview, Question, ReadingChoice } from '../api/lists';
import { useErrorToast } from '../shared/ui/errors';
import { listQuery, previewQuery } from './queries';
import { choiceOf, encodingKeys, encodings, separatorKeys, separators, withDays } from './reading';
import classes from './Wizard.module.css';

interface ReadingProps {
  list: CallList;
  preview: Preview;
  questions: Question[];
  onReread: () => void;
}

/** What the file leaves open, asked; and every part of its reading, to be chosen otherwise. */
export function Reading({ list, preview, questions, onReread }: ReadingProps) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const toast = useErrorToast();
  const settle = useMutation({
    mutationFn: (choice: ReadingChoice) =>
      read(
        api.POST('/api/call-lists/{list_id}/reading', {
          params: { path: { list_id: list.id } },
          body: choice,
        }),
      ),
    onSuccess: async (next) => {
      onReread();
      if (next.state === 'needs_mapping') await client.invalidateQueries(previewQuery(list.id));
      else client.removeQueries({ queryKey: previewQuery(list.id).queryKey });
      client.setQueryData(listQuery(list.id).queryKey, next);
    },
    onError: toast,
  });
  return (
    <>
      {preview.refused && (
        <Alert color="red" role="alert" icon={<IconAlertTriangle />}>
          {preview.refused.message} {t('reading.kept')}
        </Alert>
      )}
      {questions.map((question) => (
        <Asked
          key={question.about}
          question={question}
          preview={preview}
          busy={settle.isPending}
          onAnswer={(value) => settle.mutate(choiceOf(question.about, value))}
        />
      ))}
      <details>
        <summary>{t('reading.otherwise')}</summary>
        <Otherwise preview={preview} busy={settle.isPending} onChoose={settle.mutate} />
      </details>
    </>
  );
}

interface AskedProps {
  question: Question;
  preview: Preview;
  busy: boolean;
  onAnswer: (value: string) => void;
}

/** One question with its likely answers; none is taken before the partner says so. */
function Asked({ question, preview, busy, onAnswer }: AskedProps) {
  const { t, i18n } = useTranslation('partner');
  const shown = (example: string) =>
    question.about === 'date_order' ? withDays(example, i18n.language) : example;
  const [value, setValue] = useState('');
  const label = useAnswerLabel(preview);
  return (
    <Paper
      withBorder
      p="md"
      className={classes.question ?? ''}
      component="form"
      aria-label={t(`reading.ask.${question.about}`)}
      onSubmit={(event) => {
        event.preventDefault();
        if (value) onAnswer(value);
      }}
    >
      <Radio.Group
        label={
          <span className={classes.questionTitle}>
            <IconHelpCircle size={20} aria-hidden="true" />
            {t(`reading.ask.${question.about}`)}
          </span>
        }
        description={t(`reading.why.${question.about}`)}
        value={value}
        onChange={setValue}
      >
        <Stack gap="xs" mt="sm">
          {question.answers.map((answer, index) => (
            <Radio
              key={answer.value}
              value={answer.value}
              label={
                <>
                  {label(question.about, answer.value)}
                  {index === 0 && (
                    <Text span size="sm" c="dimmed">
                      {' '}
                      · {t('reading.shown')}
                    </Text>
                  )}
                </>
              }
              description={answer.examples.map(shown).join('   ·   ')}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group justify="flex-end">
        <Button type="submit" size="sm" disabled={!value} loading={busy}>
          {t('reading.answer')}
        </Button>
      </Group>
    </Paper>
  );
}

/** How a part of the reading is called, and the beginning of the line for a line of headers. */
function useAnswerLabel(preview: Preview) {
  const { t } = useTranslation('partner');
  return (about: Question['about'], value: string): string => {
    switch (about) {
      case 'encoding': {
        const known = encodings.find((encoding) => encoding === value);
        return known ? t(encodingKeys[known]) : value;
      }
      case 'separator': {
        const key = separatorKeys[value];
        return key ? t(`mapping.${key}`) : value;
      }
      case 'sheet': {
        const sheet = preview.sheets.find(({ number }) => String(number) === value);
        if (!sheet) return value;
        return sheet.hidden ? t('reading.hidden', { name: sheet.name }) : sheet.name;
      }
      case 'header_line': {
        if (value === '0') return t('reading.no_header');
        const row = preview.top.find(({ line }) => String(line) === value);
        const cells = (row?.cells ?? []).filter(Boolean).slice(0, 5).join(' | ');
        return t('reading.line', { line: value, cells });
      }
      case 'date_order':
        return value === 'month' ? t('reading.month_first') : t('reading.day_first');
      default:
        return about satisfies never;
    }
  };
}

interface OtherwiseProps {
  preview: Preview;
  busy: boolean;
  onChoose: (choice: ReadingChoice) => void;
}

function Otherwise({ preview, busy, onChoose }: OtherwiseProps) {
  const { t } = useTranslation('partner');
  const label = useAnswerLabel(preview);
  const text = preview.kind === 'csv';
  const choose = (about: Question['about']) => (value: string | null) => {
    if (value !== null) onChoose(choiceOf(about, value));
  };
  const select = (about: Question['about'], values: readonly string[], value: string) => (
    <Select
      size="sm"
      label={t(`reading.part.${about}`)}
      data={[...new Set([value, ...values])].map((each) => ({
        value: each,
        label: label(about, each),
      }))}
      value={value}
      onChange={choose(about)}
      allowDeselect={false}
      disabled={busy}
    />
  );
  const lines = ['0', ...preview.top.map(({ line }) => String(line))];
  return (
    <Stack gap="xs" mt="xs">
      <Text size="sm" c="dimmed">
        {t('reading.otherwise_text')}
        {busy && <Loader size="xs" ml="xs" />}
      </Text>
      <div className={classes.parts}>
        {text && select('encoding', encodings, preview.encoding)}
        {text && select('separator', separators, preview.separator)}
        {!text &&
          preview.sheets.length > 1 &&
          select(
            'sheet',
            preview.sheets.map(({ number }) => String(number)),
            String(preview.sheet),
          )}
        {select('header_line', lines, String(preview.header_line))}
        {select('date_order', ['day', 'month'], preview.date_order)}
      </div>
    </Stack>
  );
}
