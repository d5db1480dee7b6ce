import { Alert, Button, Group, Radio, Text } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Criterion, isWhole, type Marks, markOfKey, scale } from './marks';
import classes from './Quality.module.css';

interface MarksFormProps {
  criteria: Criterion[];
  /** What stands there to begin with. */
  first?: Marks;
  sending: boolean;
  label: string;
  onSend: (marks: Marks) => void;
}

/** A mark for each criterion: with the mouse, the arrows, or the keys 1 to 4 on a criterion. */
export function MarksForm({ criteria, first = {}, sending, label, onSend }: MarksFormProps) {
  const { t } = useTranslation('quality');
  const [marks, setMarks] = useState<Marks>(first);
  const spoilt = Object.values(marks).includes('unacceptable');
  const byKey = (id: string) => (event: KeyboardEvent<HTMLElement>) => {
    const mark = markOfKey(event.key);
    if (!mark || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    setMarks((before) => ({ ...before, [id]: mark }));
    const groups = [...(event.currentTarget.parentElement?.children ?? [])];
    const next = groups[groups.indexOf(event.currentTarget) + 1];
    next?.querySelector<HTMLInputElement>('input')?.focus();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole(criteria, marks)) onSend(marks);
      }}
    >
      <Text c="dimmed" mb="md">
        {t('keys')}
      </Text>
      <div>
        {criteria.map((criterion) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the keys are a short way to the radios inside
          <div key={criterion.id} className={classes.criterion} onKeyDown={byKey(criterion.id)}>
            <Radio.Group
              label={criterion.label}
              description={criterion.glossary}
              descriptionProps={{ size: 'md' }}
              value={marks[criterion.id] ?? null}
              onChange={(value) =>
                setMarks((before) => ({ ...before, [criterion.id]: value as Marks[string] }))
              }
            >
              <Group gap="lg" mt="xs">
                {scale.map((mark) => (
                  <Radio key={mark} value={mark} label={t(`mark.${mark}`)} />
                ))}
              </Group>
            </Radio.Group>
            <Text size="sm" c="dimmed">
              {t('weight', { weight: criterion.weight })}
            </Text>
          </div>
        ))}
      </div>
      {spoilt && (
        <Alert color="orange" my="md">
          {t('spoilt')}
        </Alert>
      )}
      <Button type="submit" mt="md" loading={sending} disabled={!isWhole(criteria, marks)}>
        {label}
      </Button>
    </form>
  );
}
