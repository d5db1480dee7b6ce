import {
  Alert,
  Button,
  Group,
  MultiSelect,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  Title,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ChoiceForm } from './ChoiceForm';
import { changeLine, emptyChoice, IMPATIENT, OUTCOME } from './draft';
import classes from './Editor.module.css';
import { Expected } from './Expected';
import type { Choice, Content, Fault, Line, Own } from './queries';
import { Voice } from './Voice';

const MOODS = ['calm', 'happy', 'busy', 'worried', 'angry', 'sad'] as const;
const TRAPS = [
  'personal_data',
  'insult',
  'minor',
  'objection',
  'wrong_person',
  'emotion',
  'advice',
] as const;

interface LineFormProps {
  own: Own;
  content: Content;
  line: Line;
  opened: number | null;
  faults: readonly Fault[];
  onChange: (content: Content) => void;
  onGo: (line: string) => void;
  onRemove: () => void;
}

/** One line of the customer: what is said, and what may be answered or how the call ends. */
export function LineForm(props: LineFormProps) {
  const { own, content, line, opened, faults, onChange, onGo, onRemove } = props;
  const { t } = useTranslation(['authoring', 'practice', 'trainer']);
  const set = (changed: Partial<Line>) => onChange(changeLine(content, line.name, changed));
  const setChoice = (at: number, choice: Choice) =>
    set({ choices: line.choices.map((each, place) => (place === at ? choice : each)) });
  const isStart = line.name === content.start;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t(line.name === IMPATIENT ? 'line.impatient' : 'line.title')}
        </Title>
        <Group gap="xs">
          {!isStart && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => onChange({ ...content, start: line.name })}
            >
              {t('line.make_start')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            disabled={isStart || content.nodes.length === 1}
            onClick={onRemove}
          >
            {t('line.remove')}
          </Button>
        </Group>
      </Group>
      {faults.length > 0 && (
        <Alert color="orange" title={t('line.faults')}>
          <ul className={classes.faults}>
            {faults.map((fault) => (
              <li key={`${fault.kind}${fault.choice}`}>
                {fault.choice !== null && `${t('choice.title', { number: fault.choice + 1 })} : `}
                {fault.text}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <Says own={own} line={line} language={content.language} onChange={(says) => set({ says })} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t('line.mood')}
          data={MOODS.map((mood) => ({ value: mood, label: t(`practice:mood.${mood}`) }))}
          value={line.mood}
          allowDeselect={false}
          onChange={(mood) => mood && set({ mood: mood as 'calm' })}
        />
        <Select
          label={t('line.trap')}
          placeholder={t('line.no_trap')}
          data={TRAPS.map((trap) => ({ value: trap, label: t(`trainer:trap.${trap}`) }))}
          value={line.trap ?? null}
          clearable
          onChange={(trap) => set({ trap: trap as 'insult' | null })}
        />
      </SimpleGrid>
      <Textarea
        label={t('line.hint')}
        description={t('line.hint_text')}
        lang={content.language}
        autosize
        maxLength={600}
        value={line.hint ?? ''}
        onChange={(event) => set({ hint: event.currentTarget.value || null })}
      />
      <Select
        label={t('line.then')}
        data={[
          { value: 'on', label: t('line.goes_on') },
          { value: 'customer', label: t('line.end_customer') },
          { value: 'agent', label: t('line.end_agent') },
        ]}
        value={line.end ?? 'on'}
        allowDeselect={false}
        onChange={(end) => set({ end: end === 'on' ? null : (end as 'agent') })}
      />
      {line.end && <Expected own={own} content={content} line={line} onChange={set} />}
      {(!line.end || line.choices.length > 0) && (
        <>
          {line.choices.map((choice, at) => (
            <ChoiceForm
              // biome-ignore lint/suspicious/noArrayIndexKey: an answer has no name but its place
              key={at}
              own={own}
              content={content}
              choice={choice}
              place={at}
              opened={at === opened}
              onChange={(changed) => setChoice(at, changed)}
              onNew={(more, name) => {
                const choices = line.choices.map((each, place) =>
                  place === at ? { ...each, to: name } : each,
                );
                onChange(changeLine(more, line.name, { choices }));
              }}
              onGo={onGo}
              onRemove={() => set({ choices: line.choices.filter((_, place) => place !== at) })}
            />
          ))}
          <Group>
            <Button
              variant="default"
              leftSection={<IconPlus size={18} />}
              disabled={line.choices.length >= 9}
              onClick={() => set({ choices: [...line.choices, emptyChoice()] })}
            >
              {t('choice.add')}
            </Button>
          </Group>
          <Cut own={own} content={content} line={line} onChange={set} />
        </>
      )}
    </Stack>
  );
}

interface SaysProps {
  own: Own;
  line: Line;
  language: string;
  onChange: (says: string[]) => void;
}

/** The wordings of a line; which one is said is drawn for each call. */
function Says({ own, line, language, onChange }: SaysProps) {
  const { t } = useTranslation('authoring');
  const saved = own.content.nodes.find(({ name }) => name === line.name)?.says ?? [];
  return (
    <fieldset className={classes.group}>
      <legend>{t('line.says')}</legend>
      <Text size="sm" c="dimmed">
        {t('line.says_text')}
      </Text>
      {line.says.map((said, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a wording has no name but its place
        <div key={at} className={classes.said}>
          <Textarea
            aria-label={t('line.wording', { number: at + 1 })}
            lang={language}
            autosize
            maxLength={600}
            value={said}
            onChange={(event) =>
              onChange(
                line.says.map((each, place) => (place === at ? event.currentTarget.value : each)),
              )
            }
          />
          {line.says.length > 1 && (
            <Button
              variant="subtle"
              px={8}
              aria-label={t('line.remove_wording', { number: at + 1 })}
              onClick={() => onChange(line.says.filter((_, place) => place !== at))}
            >
              <IconTrash size={18} />
            </Button>
          )}
          {said.trim() !== '' && (
            <div className={classes.voice}>
              <Voice code={own.code} line={line.name} at={at} unsaved={said.trim() !== saved[at]} />
            </div>
          )}
        </div>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={16} />}
          disabled={line.says.length >= 6}
          onClick={() => onChange([...line.says, ''])}
        >
          {t('line.add_wording')}
        </Button>
      </Group>
    </fieldset>
  );
}

interface CutProps {
  own: Own;
  content: Content;
  line: Line;
  onChange: (changed: Partial<Line>) => void;
}

/** Hanging up in the middle, where that is the right thing to do. */
function Cut({ own, content, line, onChange }: CutProps) {
  const { t } = useTranslation('authoring');
  const cut = line.cut ?? null;
  const outcomes = own.offered.find(({ purpose }) => purpose === content.purpose)?.outcomes ?? [];
  return (
    <fieldset className={classes.group}>
      <legend>{t('cut.title')}</legend>
      <Switch
        label={t('cut.right')}
        checked={cut !== null}
        onChange={(event) =>
          onChange({
            cut: event.currentTarget.checked ? { outcomes: [], good: [], why: '' } : null,
          })
        }
      />
      {cut && (
        <>
          <MultiSelect
            label={t('end.outcomes')}
            data={outcomes.map(({ code, label }) => ({ value: code, label }))}
            value={cut.outcomes}
            onChange={(value) => onChange({ cut: { ...cut, outcomes: value } })}
          />
          <MultiSelect
            label={t('choice.good')}
            data={content.rubric
              .filter(({ code }) => code !== OUTCOME)
              .map(({ code, text }) => ({ value: code, label: text || code }))}
            value={cut.good}
            onChange={(value) => onChange({ cut: { ...cut, good: value } })}
          />
          <Textarea
            label={t('choice.why')}
            lang={content.language}
            autosize
            maxLength={600}
            value={cut.why}
            onChange={(event) => onChange({ cut: { ...cut, why: event.currentTarget.value } })}
          />
        </>
      )}
    </fieldset>
  );
}
