import { Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import type { Mark, RolePlay } from './queries';
import classes from './StagePage.module.css';

interface MarksProps {
  play: RolePlay;
  mark: UseMutationResult<RolePlay, Error, { marks: Record<string, Mark>; comment: string | null }>;
  give: UseMutationResult<RolePlay, Error, void>;
}

/** The scenario's rubric under the trainer's hand: each mark is kept at once, given when all is said. */
export function Marks({ play, mark, give }: MarksProps) {
  const { t } = useTranslation(['roleplay', 'debrief']);
  const format = useFormat();
  const [comment, setComment] = useState(play.comment ?? '');
  // What was pressed shows at once, before the server has answered.
  const [pressed, setPressed] = useState<Record<string, Mark>>({});
  const open = ['talking', 'wrap_up', 'awaiting'].includes(play.state);
  const marks = { ...play.marks, ...(open ? pressed : {}) };
  const words = () => comment.trim() || null;
  const press = (code: string, value: Mark) => {
    const next = { ...marks, [code]: value };
    setPressed((known) => ({ ...known, [code]: value }));
    mark.mutate({ marks: next, comment: words() }, { onError: () => setPressed({}) });
  };
  const send = () => mark.mutate({ marks, comment: words() }, { onSuccess: () => give.mutate() });
  const complete = play.scenario.rubric.every(({ code }) => code in marks);
  return (
    <Panel
      title={t('marks.title')}
      aside={play.worth !== null && <Text fw={600}>{format.percent(play.worth / 100)}</Text>}
    >
      {!open && play.state !== 'finished' ? (
        <Text c="dimmed" mb="md">
          {t('marks.later')}
        </Text>
      ) : null}
      <ul className={classes.marks}>
        {play.scenario.rubric.map(({ code, title, weight }) => (
          <li key={code}>
            <Text fw={550} mb={4} id={`mark-${code}`} lang={play.scenario.language}>
              {title}
              {weight > 1 && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  × {weight}
                </Text>
              )}
            </Text>
            {(open || marks[code]) && (
              <SegmentedControl
                aria-labelledby={`mark-${code}`}
                size="sm"
                fullWidth
                disabled={!open}
                value={marks[code] ?? ''}
                onChange={(value) => press(code, value as Mark)}
                data={(['met', 'partly', 'missed'] as const).map((value) => ({
                  value,
                  label: t(`marks.${value}`),
                }))}
              />
            )}
          </li>
        ))}
      </ul>
      {open ? (
        <>
          <Textarea
            label={t('marks.comment')}
            description={t('marks.comment_hint')}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
            onBlur={() =>
              comment !== (play.comment ?? '') && mark.mutate({ marks, comment: words() })
            }
            maxLength={1000}
            autosize
            minRows={2}
          />
          <Group justify="space-between" mt="md">
            <Text size="sm" c="dimmed">
              {play.state !== 'awaiting'
                ? t('marks.wait')
                : complete
                  ? t('marks.ready')
                  : t('marks.missing')}
            </Text>
            <Button
              leftSection={<IconSend size={18} />}
              disabled={play.state !== 'awaiting' || !complete}
              loading={give.isPending}
              onClick={send}
            >
              {t('marks.give')}
            </Button>
          </Group>
        </>
      ) : (
        play.comment && <Text style={{ whiteSpace: 'pre-wrap' }}>{play.comment}</Text>
      )}
    </Panel>
  );
}
