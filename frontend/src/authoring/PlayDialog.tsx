import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading } from '../shared/ui/Page';
import { COLOURS } from './ChoiceForm';
import classes from './Editor.module.css';
import { type Content, type Done, play } from './queries';

interface PlayDialogProps {
  content: Content;
  onClose: () => void;
}

/** The author answers the own customer; each answer says at once what it is worth. Nothing is kept. */
export function PlayDialog({ content, onClose }: PlayDialogProps) {
  const { t } = useTranslation(['authoring', 'practice']);
  const [done, setDone] = useState<Done[]>([]);
  const { data, error } = useQuery({
    queryKey: ['scenario-play', content, done],
    queryFn: () => play(content, done),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const act = (more: Done) => setDone([...done, more]);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={
        <Text component="span" fw={650} size="xl">
          {t('play.title')}
        </Text>
      }
      closeButtonProps={{ 'aria-label': t('try.close') }}
    >
      {error && <ErrorState error={error} />}
      {!data && !error && <Loading />}
      {data && !error && (
        <Stack>
          <div className={classes.talk} role="log" aria-label={t('practice:talk.log')}>
            {data.lines.map((line, at) => (
              <div key={`${String(at)}${line.text}`} className={classes.spoken} data-who={line.who}>
                <span lang={content.language}>{line.text}</span>
                {line.verdict && line.verdict !== 'neutral' && (
                  <Badge color={COLOURS[line.verdict]}>{t(`graph.verdict.${line.verdict}`)}</Badge>
                )}
                {line.why && (
                  <Text size="sm" c="dimmed" lang={content.language}>
                    {line.why}
                  </Text>
                )}
              </div>
            ))}
          </div>
          {data.over && (
            <Text fw={600} role="status">
              {t('play.over', { score: data.score })}{' '}
              {data.outcomes.length > 0 &&
                t('play.outcomes', { outcomes: data.outcomes.join(' / ') })}
            </Text>
          )}
          <Stack gap="xs" lang={content.language}>
            {data.answers.map((answer) => (
              <Button
                key={answer.choice}
                variant="default"
                className={classes.answer}
                onClick={() => act({ kind: 'choose', choice: answer.choice })}
              >
                {answer.text}
              </Button>
            ))}
          </Stack>
          <Group gap="xs">
            {data.can_hold && !data.on_hold && (
              <Button variant="default" onClick={() => act({ kind: 'hold' })}>
                {t('play.hold')}
              </Button>
            )}
            {data.on_hold && (
              <Button variant="default" onClick={() => act({ kind: 'resume' })}>
                {t('play.resume')}
              </Button>
            )}
            {data.can_hang_up && (
              <Button variant="default" onClick={() => act({ kind: 'hang_up' })}>
                {t('play.hang_up')}
              </Button>
            )}
            <Button
              variant="subtle"
              leftSection={<IconArrowBackUp size={18} />}
              disabled={done.length === 0}
              onClick={() => setDone(done.slice(0, -1))}
            >
              {t('play.back')}
            </Button>
            <Button
              variant="subtle"
              leftSection={<IconRefresh size={18} />}
              disabled={done.length === 0}
              onClick={() => setDone([])}
            >
              {t('play.again')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
