import {
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { freeName, setPatience } from './draft';
import classes from './Editor.module.css';
import type { Content, Persona } from './queries';

const PURPOSES = ['appointment', 'loyalty', 'after_sales'] as const;
const ZONES = [
  'Europe/Paris',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'Indian/Reunion',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'America/Miquelon',
  'Europe/London',
  'Europe/Madrid',
];

interface CustomerFormProps {
  content: Content;
  onChange: (content: Content) => void;
}

/** What the call is about, who answers, and the script beside it. */
export function CustomerForm({ content, onChange }: CustomerFormProps) {
  const { t } = useTranslation(['authoring', 'domain', 'practice']);
  const { persona } = content;
  const set = (changed: Partial<Content>) => onChange({ ...content, ...changed });
  const person = (changed: Partial<Persona>) => set({ persona: { ...persona, ...changed } });
  const field = (name: 'title' | 'about' | 'goal' | 'partner') => ({
    value: content[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ [name]: event.currentTarget.value }),
  });
  const own = (
    name: 'civility' | 'last_name' | 'first_name' | 'town' | 'department' | 'mood' | 'need',
  ) => ({
    label: t(`persona.${name}`),
    value: persona[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      person({ [name]: event.currentTarget.value }),
  });
  return (
    <Stack>
      <Paper component="section" p="lg" aria-label={t('call.title')}>
        <Title order={2} size="h4" mb="sm">
          {t('call.title')}
        </Title>
        <Stack>
          <TextInput label={t('call.name')} maxLength={120} {...field('title')} />
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
            <Select
              label={t('call.purpose')}
              data={PURPOSES.map((purpose) => ({
                value: purpose,
                label: t(`domain:purpose.${purpose}`),
              }))}
              value={content.purpose}
              allowDeselect={false}
              onChange={(purpose) => purpose && set({ purpose: purpose as 'loyalty' })}
            />
            <Select
              label={t('call.language')}
              data={(['fr', 'en', 'es'] as const).map((code) => ({
                value: code,
                label: t(`practice:language.${code}`),
              }))}
              value={content.language}
              allowDeselect={false}
              onChange={(language) => language && set({ language })}
            />
            <Select
              label={t('call.level')}
              data={['1', '2', '3']}
              value={String(content.level)}
              allowDeselect={false}
              onChange={(level) => set({ level: Number(level) })}
            />
            <TextInput label={t('call.partner')} maxLength={80} {...field('partner')} />
          </SimpleGrid>
          <Textarea
            label={t('call.about')}
            description={t('call.about_text')}
            autosize
            maxLength={600}
            {...field('about')}
          />
          <Textarea label={t('call.goal')} autosize maxLength={600} {...field('goal')} />
        </Stack>
      </Paper>
      <Paper component="section" p="lg" aria-label={t('persona.title')}>
        <Title order={2} size="h4">
          {t('persona.title')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('persona.text')}
        </Text>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
            <TextInput maxLength={80} {...own('civility')} />
            <TextInput maxLength={80} {...own('first_name')} />
            <TextInput maxLength={80} {...own('last_name')} />
            <TextInput maxLength={80} {...own('town')} />
            <TextInput maxLength={80} {...own('department')} />
            <Select
              label={t('persona.zone')}
              data={[...new Set([...ZONES, persona.zone])]}
              value={persona.zone}
              allowDeselect={false}
              searchable
              onChange={(zone) => zone && person({ zone })}
            />
            <TextInput
              label={t('persona.company')}
              maxLength={80}
              value={persona.company ?? ''}
              onChange={(event) => person({ company: event.currentTarget.value || null })}
            />
          </SimpleGrid>
          <Textarea autosize maxLength={600} {...own('mood')} />
          <Textarea autosize maxLength={600} {...own('need')} />
          <Textarea
            label={t('persona.objections')}
            description={t('persona.one_a_line')}
            autosize
            value={persona.objections.join('\n')}
            onChange={(event) =>
              person({ objections: event.currentTarget.value.split('\n').slice(0, 8) })
            }
          />
          <Textarea
            label={t('persona.points')}
            description={t('persona.points_text')}
            autosize
            key={content.purpose}
            defaultValue={Object.entries(persona.points)
              .map(([name, value]) => `${name} : ${value}`)
              .join('\n')}
            onChange={(event) => person({ points: pointsOf(event.currentTarget.value) })}
          />
          <Switch
            label={t('persona.patience')}
            checked={content.patience !== null && content.patience !== undefined}
            onChange={(event) =>
              onChange(setPatience(content, event.currentTarget.checked ? 3 : null))
            }
          />
          {typeof content.patience === 'number' && (
            <NumberInput
              label={t('persona.lapses')}
              description={t('persona.lapses_text')}
              min={1}
              max={9}
              maw={320}
              value={content.patience}
              onChange={(value) => onChange(setPatience(content, Number(value) || 3))}
            />
          )}
        </Stack>
      </Paper>
      <Script content={content} onChange={onChange} />
    </Stack>
  );
}

/** « Contrat : Confort », one a line. */
function pointsOf(text: string): Record<string, string> {
  const pairs = text.split('\n').flatMap((line) => {
    const [name = '', ...rest] = line.split(':');
    return name.trim() && rest.length > 0
      ? [[name.trim().slice(0, 80), rest.join(':').trim().slice(0, 80)]]
      : [];
  });
  return Object.fromEntries(pairs.slice(0, 8));
}

function Script({ content, onChange }: CustomerFormProps) {
  const { t } = useTranslation('authoring');
  const { script } = content;
  const setStep = (at: number, changed: Partial<(typeof script)[number]>) =>
    onChange({
      ...content,
      script: script.map((step, place) => (place === at ? { ...step, ...changed } : step)),
    });
  return (
    <Paper component="section" p="lg" aria-label={t('script.title')}>
      <Title order={2} size="h4">
        {t('script.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('script.text')}
      </Text>
      {script.map((step, at) => (
        <fieldset key={step.id} className={classes.group}>
          <legend>{t('script.step', { number: at + 1 })}</legend>
          <TextInput
            label={t('script.name')}
            maxLength={80}
            value={step.title}
            onChange={(event) => setStep(at, { title: event.currentTarget.value })}
          />
          <Textarea
            label={t('script.words')}
            autosize
            maxLength={600}
            value={step.text}
            onChange={(event) => setStep(at, { text: event.currentTarget.value })}
          />
          <Group>
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() =>
                onChange({ ...content, script: script.filter((_, place) => place !== at) })
              }
            >
              {t('script.remove', { number: at + 1 })}
            </Button>
          </Group>
        </fieldset>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={18} />}
        disabled={script.length >= 12}
        onClick={() =>
          onChange({
            ...content,
            script: [
              ...script,
              {
                id: freeName(
                  's',
                  script.map(({ id }) => id),
                ),
                title: '',
                text: '',
              },
            ],
          })
        }
      >
        {t('script.add')}
      </Button>
    </Paper>
  );
}
