import {
  Alert,
  Button,
  Checkbox,
  Group,
  Paper,
  Radio,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconBulb,
  IconCheck,
  IconFileText,
  IconX,
} from '@tabler/icons-react';
import { type FormEvent, Fragment, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { complete, empty, moved, sent, wordCount } from './given';
import classes from './Learning.module.css';
import type { ExerciseState, Given, Shown } from './queries';
import { ReadAloud } from './ReadAloud';

interface ExerciseCardProps {
  exercise: Shown;
  /** What came back of the last try; absent in an assessment, which tells nothing until it is closed. */
  state?: ExerciseState;
  given: Given | null;
  simple: boolean;
  voice: SpeechSynthesisVoice | null;
  pending: boolean;
  onAnswer: (given: Given) => void;
  /** What the button says once there is an answer. */
  again: string;
}

/** One exercise: the question, the means to answer it, and what was good of the answer. */
export function ExerciseCard(props: ExerciseCardProps) {
  const { exercise, state, simple, voice, pending, onAnswer, again } = props;
  const { t } = useTranslation('learning');
  const [given, setGiven] = useState<Given>(() => props.given ?? empty(exercise));
  const id = useId();
  const over = state?.over ?? false;
  const ask = (simple && exercise.simple) || exercise.ask;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (complete(exercise, given) && !pending) onAnswer(sent(exercise, given));
  };
  return (
    <Paper component="article" p="lg" aria-labelledby={id} className={classes.exercise}>
      <form onSubmit={send}>
        <Group justify="space-between" align="flex-start" wrap="nowrap" mb="sm">
          <div>
            <Text size="sm" c="dimmed">
              {t(`kind.${exercise.kind}`)}
            </Text>
            <Title order={3} size="h5" id={id}>
              {ask}
            </Title>
          </div>
          <ReadAloud text={ask} voice={voice} label={t('audio.question')} />
        </Group>
        {exercise.said !== null && <Heard said={exercise.said} voice={voice} />}
        <Answer exercise={exercise} given={given} locked={over} onChange={setGiven} label={ask} />
        {state && state.tries > 0 && <Result state={state} />}
        {!over && (
          <Group mt="md">
            <Button
              type="submit"
              variant={props.given && !state ? 'default' : 'filled'}
              loading={pending}
              disabled={!complete(exercise, given)}
            >
              {props.given ? again : t('answer.send')}
            </Button>
          </Group>
        )}
      </form>
    </Paper>
  );
}

/** Something to be heard; where the workstation has no voice, or somebody prefers it, it is read. */
function Heard({ said, voice }: { said: string; voice: SpeechSynthesisVoice | null }) {
  const { t } = useTranslation('learning');
  const [shown, setShown] = useState(false);
  return (
    <Stack gap="xs" mb="md">
      {voice && (
        <Group gap="sm">
          <ReadAloud text={said} voice={voice} label={t('audio.person')} />
          <Button
            variant="subtle"
            leftSection={<IconFileText size={20} />}
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'audio.hide' : 'audio.show')}
          </Button>
        </Group>
      )}
      {(shown || !voice) && (
        <blockquote className={classes.said} lang="fr">
          {said}
        </blockquote>
      )}
    </Stack>
  );
}

interface AnswerProps {
  exercise: Shown;
  given: Given;
  locked: boolean;
  onChange: (given: Given) => void;
  label: string;
}

function Answer({ exercise, given, locked, onChange, label }: AnswerProps) {
  const { t } = useTranslation('learning');
  const picked = given.picked ?? [];
  if (exercise.kind === 'order')
    return (
      <ol className={classes.order} aria-label={label}>
        {picked.map((item, at) => {
          const words = exercise.options[item] ?? '';
          return (
            <li key={item}>
              <span>{words}</span>
              <Group gap={4} wrap="nowrap">
                {([-1, 1] as const).map((by) => (
                  <Button
                    key={by}
                    variant="default"
                    size="sm"
                    px={8}
                    disabled={locked || at + by < 0 || at + by >= picked.length}
                    aria-label={t(by < 0 ? 'answer.up' : 'answer.down', { words })}
                    onClick={() => onChange({ ...given, picked: moved(picked, at, by) })}
                  >
                    {by < 0 ? <IconArrowUp size={18} /> : <IconArrowDown size={18} />}
                  </Button>
                ))}
              </Group>
            </li>
          );
        })}
      </ol>
    );
  if (exercise.kind === 'fill')
    return (
      <div className={classes.fill} lang="fr">
        {exercise.pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text, in their order
          <Fragment key={at}>
            <span>{piece}</span>
            {at < exercise.pieces.length - 1 && (
              <TextInput
                className={classes.gap}
                aria-label={t('answer.gap', { number: at + 1 })}
                value={given.words?.[at] ?? ''}
                maxLength={60}
                disabled={locked}
                autoComplete="off"
                onChange={(event) => {
                  const word = event.currentTarget.value;
                  onChange({
                    ...given,
                    words: (given.words ?? []).map((old, place) => (place === at ? word : old)),
                  });
                }}
              />
            )}
          </Fragment>
        ))}
      </div>
    );
  if (exercise.kind === 'rewrite')
    return (
      <Stack gap="sm">
        <blockquote className={classes.said} lang="fr">
          {exercise.original}
        </blockquote>
        <Textarea
          label={t('answer.yours')}
          description={t('answer.words', {
            count: wordCount(given.text ?? ''),
            most: exercise.most_words,
          })}
          value={given.text ?? ''}
          autosize
          minRows={3}
          maxLength={1500}
          disabled={locked}
          lang="fr"
          onChange={(event) => onChange({ ...given, text: event.currentTarget.value })}
        />
      </Stack>
    );
  if (exercise.several)
    return (
      <Checkbox.Group
        aria-label={label}
        value={picked.map(String)}
        onChange={(values) => onChange({ ...given, picked: values.map(Number) })}
      >
        <Stack gap="xs">
          {exercise.options.map((option, at) => (
            <Checkbox
              key={option}
              value={String(at)}
              label={option}
              disabled={locked}
              className={classes.option}
            />
          ))}
        </Stack>
      </Checkbox.Group>
    );
  return (
    <Radio.Group
      aria-label={label}
      value={picked.length > 0 ? String(picked[0]) : null}
      onChange={(value) => onChange({ ...given, picked: [Number(value)] })}
    >
      <Stack gap="xs">
        {exercise.options.map((option, at) => (
          <Radio
            key={option}
            value={String(at)}
            label={option}
            disabled={locked}
            className={classes.option}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

/** What was good, in words and signs; the right answer and the reason only when it is over. */
function Result({ state }: { state: ExerciseState }) {
  const { t } = useTranslation('learning');
  const right = state.marks.every(({ good }) => good);
  const { kind } = state.exercise;
  const each = kind === 'order' || kind === 'fill' || kind === 'rewrite';
  return (
    <Alert
      role="status"
      mt="md"
      color={right ? 'teal' : 'orange'}
      icon={right ? <IconCheck /> : <IconBulb />}
      title={t(right ? 'result.right' : state.over ? 'result.over' : 'result.try')}
    >
      {each && !right && (
        <ul className={classes.marks}>
          {state.marks.map(({ text, good }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: marks in the order of the answer
            <li key={at}>
              {good ? (
                <IconCheck size={18} aria-label={t('result.good')} />
              ) : (
                <IconX size={18} aria-label={t('result.not_yet')} />
              )}
              {text}
            </li>
          ))}
        </ul>
      )}
      {state.hint && <Text>{state.hint}</Text>}
      {state.over && !right && (
        <>
          <Text fw={600}>{t('result.solution')}</Text>
          {state.exercise.kind === 'order' ? (
            <ol className={classes.solution}>
              {state.solution.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ol>
          ) : (
            state.solution.map((line) => <Text key={line}>{line}</Text>)
          )}
        </>
      )}
      {state.why && <Text mt={4}>{state.why.replaceAll('**', '')}</Text>}
    </Alert>
  );
}
