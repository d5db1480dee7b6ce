import {
  Badge,
  Button,
  Group,
  MultiSelect,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Textarea,
} from '@mantine/core';
import { IconArrowRight, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addLine, OUTCOME, type Verdict, verdictOf, words } from './draft';
import classes from './Editor.module.css';
import type { Choice, Content, Own } from './queries';

export const COLOURS: Record<Verdict, string> = {
  good: 'teal',
  part: 'orange',
  missed: 'orange',
  forbidden: 'red',
  neutral: 'gray',
};
const NEW = '+';

interface ChoiceFormProps {
  own: Own;
  content: Content;
  choice: Choice;
  place: number;
  opened: boolean;
  onChange: (choice: Choice) => void;
  /** A fresh line was made for this answer to lead to. */
  onNew: (content: Content, name: string) => void;
  onGo: (line: string) => void;
  onRemove: () => void;
}

/** One answer: its words, where it leads, what it is worth and why. */
export function ChoiceForm(props: ChoiceFormProps) {
  const { own, content, choice, place, opened, onChange, onNew, onGo, onRemove } = props;
  const { t } = useTranslation('authoring');
  const verdict = verdictOf(choice);
  const [first] = useState(opened || choice.say === '');
  const set = (changed: Partial<Choice>) => onChange({ ...choice, ...changed });
  const duties = own.offered.find(({ purpose }) => purpose === content.purpose)?.duties ?? [];
  const criteria = content.rubric
    .filter(({ code }) => code !== OUTCOME)
    .map(({ code, text }) => ({ value: code, label: words(text || code, 70) }));
  return (
    <details className={classes.choice} open={first}>
      <summary>
        <span className={classes.summary}>
          {t('choice.title', { number: place + 1 })}
          <Badge color={COLOURS[verdict]}>{t(`graph.verdict.${verdict}`)}</Badge>
          <span lang={content.language}>{words(choice.say, 48)}</span>
        </span>
      </summary>
      <Stack gap="sm" mt="sm">
        <Textarea
          label={t(choice.act ? 'choice.does' : 'choice.say')}
          lang={content.language}
          autosize
          maxLength={600}
          value={choice.say}
          onChange={(event) => set({ say: event.currentTarget.value })}
        />
        <Group align="end" gap="xs" wrap="nowrap">
          <Select
            label={t('choice.to')}
            placeholder={t('choice.nowhere')}
            data={[
              ...content.nodes.map(({ name, says }, at) => ({
                value: name,
                label: `${String(at + 1)}. ${words(says[0] || t('line.no_words'), 50)}`,
              })),
              { value: NEW, label: t('choice.new_line') },
            ]}
            value={choice.to || null}
            searchable
            flex={1}
            onChange={(to) => {
              if (to !== NEW) return set({ to: to ?? '' });
              const made = addLine(content);
              onNew(made.content, made.name);
            }}
          />
          <Button
            variant="default"
            px={10}
            aria-label={t('choice.go')}
            disabled={!choice.to}
            onClick={() => onGo(choice.to)}
          >
            <IconArrowRight size={18} />
          </Button>
        </Group>
        {(['good', 'part', 'miss'] as const).map((mark) => (
          <MultiSelect
            key={mark}
            label={t(`choice.${mark}`)}
            data={criteria}
            value={choice[mark]}
            onChange={(value) => set({ [mark]: value })}
          />
        ))}
        <Textarea
          label={t('choice.why')}
          lang={content.language}
          autosize
          maxLength={600}
          value={choice.why ?? ''}
          onChange={(event) => set({ why: event.currentTarget.value || null })}
        />
        <Switch
          label={t('choice.forbidden')}
          checked={typeof choice.forbidden === 'string'}
          onChange={(event) => set({ forbidden: event.currentTarget.checked ? '' : null })}
        />
        {typeof choice.forbidden === 'string' && (
          <Textarea
            label={t('choice.forbidden_why')}
            lang={content.language}
            autosize
            maxLength={600}
            value={choice.forbidden}
            onChange={(event) => set({ forbidden: event.currentTarget.value })}
          />
        )}
        <MultiSelect
          label={t('choice.duties')}
          data={duties.map(({ code, label }) => ({ value: code, label }))}
          value={choice.duties}
          onChange={(value) => set({ duties: value as Choice['duties'] })}
        />
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          {(['act', 'held', 'announces'] as const).map((name) => (
            <Switch
              key={name}
              label={t(`choice.${name}`)}
              checked={choice[name]}
              onChange={(event) => set({ [name]: event.currentTarget.checked })}
            />
          ))}
        </SimpleGrid>
        <Group>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={onRemove}
          >
            {t('choice.remove', { number: place + 1 })}
          </Button>
        </Group>
      </Stack>
    </details>
  );
}
