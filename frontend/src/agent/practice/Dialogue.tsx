import { Alert, Badge, Group, Paper, Text, Title } from '@mantine/core';
import {
  IconBulb,
  IconHandFinger,
  IconMessageCircle,
  IconPhone,
  IconPhoneOff,
  IconPlayerPause,
} from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Practice } from '../../api/types';
import { ReadAloud, useVoice } from '../../learning/ReadAloud';
import { Hear } from '../../shared/ui/Hear';
import { Key } from '../../shared/ui/Key';
import { choiceKey } from '../keys';
import type { Phase } from '../phase';
import classes from './Dialogue.module.css';

interface DialogueProps {
  practice: Practice;
  phase: Phase;
  /** Digits choose an answer: not while an outcome is being written. */
  listening: boolean;
  busy: boolean;
  onAnswer: (choice: number) => void;
  /** Where own words are written: somebody listens, and no end of the talk can be told from here. */
  own?: ReactNode;
}

/** The customer's side of the call as text, and what may be answered, a digit each. */
export function Dialogue({ practice, phase, listening, busy, onAnswer, own }: DialogueProps) {
  const { t } = useTranslation('practice');
  useDigits(listening && !busy, practice.answers, onAnswer);
  return (
    <Paper component="section" aria-label={t('talk.label')} p="lg" className={classes.dialogue}>
      <Group justify="space-between" mb="sm">
        <Group gap="xs">
          <IconMessageCircle size={22} aria-hidden="true" />
          <Title order={2} size="h4">
            {t('talk.label')}
          </Title>
        </Group>
        {phase === 'talking' && (
          <Badge color={practice.mood === 'angry' ? 'red' : 'gray'}>
            {t(`mood.${practice.mood}`)}
          </Badge>
        )}
      </Group>
      {phase === 'preparing' ? (
        <Briefing practice={practice} />
      ) : (
        <Transcript practice={practice} />
      )}
      {practice.hint && (
        <Alert color="cobalt" icon={<IconBulb />} title={t('talk.hint')} mt="sm">
          <span lang={language(practice)}>{practice.hint}</span>
        </Alert>
      )}
      {own ? <div className={classes.own}>{own}</div> : <Next practice={practice} phase={phase} />}
      {practice.answers.length > 0 && (
        <div className={classes.answers} lang={language(practice)}>
          <Text size="sm" c="dimmed" lang={undefined}>
            {t('talk.choose')}
          </Text>
          {practice.answers.map((answer) => (
            <button
              key={answer.choice}
              type="button"
              className={classes.answer}
              aria-keyshortcuts={answer.key}
              disabled={busy}
              onClick={() => onAnswer(answer.choice)}
            >
              <Key name={answer.key} />
              {answer.act && <IconHandFinger size={20} aria-label={t('talk.act')} />}
              <span>{answer.text}</span>
            </button>
          ))}
        </div>
      )}
    </Paper>
  );
}

const language = ({ hand_out }: Practice) => hand_out.card.language ?? undefined;

/** Digits work wherever the focus is, except where something is typed or chosen by digits of its own. */
function useDigits(on: boolean, answers: Practice['answers'], onAnswer: (choice: number) => void) {
  const current = useRef({ on, answers, onAnswer });
  useEffect(() => {
    current.current = { on, answers, onAnswer };
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { on: listens, answers: offered, onAnswer: choose } = current.current;
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea');
      if (!listens || typing || event.repeat) return;
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const answer = offered.find(({ key }) => key === choiceKey(event));
      if (!answer) return;
      event.preventDefault();
      choose(answer.choice);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function Briefing({ practice }: { practice: Practice }) {
  const { t } = useTranslation('practice');
  return (
    <div className={classes.briefing} lang={language(practice)}>
      <Text size="lg">{practice.about}</Text>
      <Text fw={600} lang={undefined}>
        {t('talk.goal')}
      </Text>
      <Text>{practice.goal}</Text>
    </div>
  );
}

function Transcript({ practice }: { practice: Practice }) {
  const { t } = useTranslation('practice');
  const box = useRef<HTMLDivElement>(null);
  const count = practice.lines.length;
  const said = practice.lines.findLastIndex(({ who }) => who === 'customer');
  const voice = useVoice(language(practice) ?? 'fr');
  useEffect(() => {
    if (count > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [count]);
  return (
    <div
      ref={box}
      className={classes.transcript}
      role="log"
      aria-label={t('talk.log')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
      tabIndex={0}
    >
      {practice.lines.map((line, at) => (
        <div key={`${String(at)}${line.at}`} className={classes.line} data-who={line.who}>
          {line.who !== 'system' && (
            <Text size="xs" c="dimmed" className={classes.who}>
              {line.who === 'customer' ? practice.hand_out.card.name : t(`who.${line.who}`)}
            </Text>
          )}
          <span lang={line.who === 'system' ? undefined : language(practice)}>{line.text}</span>
          {typeof line.voice === 'number' ? (
            <Hear
              source={`/api/practice/${practice.id}/voices/${String(line.voice)}`}
              label={t('talk.listen')}
              stop={t('talk.silent')}
            />
          ) : (
            at === said && <ReadAloud text={line.text} voice={voice} label={t('talk.listen')} />
          )}
        </div>
      ))}
    </div>
  );
}

/** What to do where there is nothing to answer. */
function Next({ practice, phase }: { practice: Practice; phase: Phase }) {
  const { t } = useTranslation('practice');
  if (phase === 'preparing') {
    return (
      <Alert color="gray" icon={<IconPhone />} mt="sm">
        {t('next.call')}
      </Alert>
    );
  }
  if (phase === 'on_hold') {
    return (
      <Alert color="orange" icon={<IconPlayerPause />} mt="sm" role="status">
        {t('next.hold')}
      </Alert>
    );
  }
  if (phase === 'talking' && practice.answers.length === 0) {
    return (
      <Alert color="cobalt" icon={<IconPhoneOff />} mt="sm" role="status">
        {t('next.hang_up')}
      </Alert>
    );
  }
  if (phase === 'wrap_up') {
    return (
      <Alert color="cobalt" mt="sm" role="status">
        {t('next.record')}
      </Alert>
    );
  }
  return null;
}
