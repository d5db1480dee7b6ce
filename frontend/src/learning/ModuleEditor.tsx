import {
  Alert,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { ApiError } from '../api/errors';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { referentialQuery, referentialsQuery } from '../training/queries';
import classes from './Learning.module.css';
import { Markdown, pictureNames } from './Markdown';
import {
  codeOf,
  type Draft,
  draftOf,
  exerciseOf,
  freeName,
  KINDS,
  newDraft,
  type Part,
} from './notation';
import { type ModuleContent, moduleQuery, modulesQuery } from './queries';

const route = getRouteApi('/shell/trainer/modules/$code/edit');

interface DraftPart extends Omit<Part, 'exercises'> {
  drafts: Draft[];
}

interface DraftModule extends Omit<ModuleContent, 'parts'> {
  parts: DraftPart[];
}

/** A new version of a module: whoever has begun the one before goes on with it. */
export function EditModule() {
  const { code } = route.useParams();
  const { data, error, refetch } = useQuery(moduleQuery(code));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const parts = data.content.parts.map(({ exercises, ...part }) => ({
    ...part,
    drafts: (exercises ?? []).map(draftOf),
  }));
  return <Editor base={data.version} first={{ ...data.content, parts }} />;
}

export function NewModule() {
  return (
    <Editor
      base={0}
      first={{
        code: '',
        title: '',
        about: '',
        minutes: 20,
        competences: [],
        requires: [],
        calls: [],
        parts: [emptyPart([])],
      }}
    />
  );
}

function emptyPart(taken: string[]): DraftPart {
  return {
    id: freeName('partie', taken),
    title: '',
    role: 'core',
    after: null,
    covers: [],
    text: '',
    simple: '',
    drafts: [],
  };
}

function contentOf(module: DraftModule, isNew: boolean): ModuleContent {
  return {
    ...module,
    code: isNew ? codeOf(module.title) : module.code,
    parts: module.parts.map(({ drafts, ...part }) => ({
      ...part,
      text: part.text?.trim() || null,
      simple: part.simple?.trim() || null,
      exercises: drafts.map(exerciseOf),
    })),
  };
}

function Editor({ base, first }: { base: number; first: DraftModule }) {
  const { t } = useTranslation('learning');
  const client = useQueryClient();
  const navigate = useNavigate();
  const sentence = useErrorSentence();
  const [module, setModule] = useState(first);
  const { data: all = [] } = useQuery(modulesQuery);
  const competences = useCompetences();
  const content = contentOf(module, base === 0);
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/modules/{code}', {
          params: { path: { code: content.code } },
          body: { base, content },
        }),
      ),
    onSuccess: async (detail) => {
      client.setQueryData(moduleQuery(detail.content.code).queryKey, detail);
      await client.invalidateQueries({ queryKey: modulesQuery.queryKey });
      toastDone(t('editor.saved', { version: detail.version }));
      await navigate({ to: '/trainer/modules/$code', params: { code: detail.content.code } });
    },
  });
  const setPart = (at: number, part: DraftPart) =>
    setModule({
      ...module,
      parts: module.parts.map((each, place) => (place === at ? part : each)),
    });
  const names = module.parts.flatMap(({ drafts }) => drafts.map(({ id }) => id));
  const movePart = (at: number, by: -1 | 1) => {
    const part = module.parts[at];
    if (!part) return;
    const rest = module.parts.filter((_, place) => place !== at);
    setModule({ ...module, parts: [...rest.slice(0, at + by), part, ...rest.slice(at + by)] });
  };
  return (
    <Page
      narrow
      title={base === 0 ? t('editor.new') : t('editor.edit', { title: first.title })}
      text={t(base === 0 ? 'editor.new_text' : 'editor.edit_text')}
      back={
        base === 0
          ? { to: '/trainer/library', label: t('library.back') }
          : { to: `/trainer/modules/${first.code}`, label: first.title }
      }
    >
      <Paper p="lg">
        <Stack>
          <TextInput
            label={t('editor.title')}
            required
            maxLength={120}
            value={module.title}
            onChange={(event) => setModule({ ...module, title: event.currentTarget.value })}
          />
          <Textarea
            label={t('editor.about')}
            required
            maxLength={400}
            autosize
            value={module.about}
            onChange={(event) => setModule({ ...module, about: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NumberInput
              label={t('editor.minutes')}
              min={5}
              max={240}
              value={module.minutes}
              onChange={(value) => setModule({ ...module, minutes: Number(value) || 20 })}
            />
            <MultiSelect
              label={t('library.competences')}
              data={competences}
              value={[...module.competences]}
              onChange={(value) => setModule({ ...module, competences: value })}
            />
            <MultiSelect
              label={t('editor.requires')}
              data={all
                .filter(({ code }) => code !== module.code)
                .map(({ code, title }) => ({ value: code, label: title }))}
              value={[...(module.requires ?? [])]}
              onChange={(value) => setModule({ ...module, requires: value })}
            />
          </SimpleGrid>
        </Stack>
      </Paper>
      {module.parts.map((part, at) => (
        <PartEditor
          key={part.id}
          part={part}
          parts={module.parts}
          place={at}
          competences={competences.filter(({ value }) => module.competences.includes(value))}
          names={names}
          onChange={(changed) => setPart(at, changed)}
          onMove={(by) => movePart(at, by)}
          onRemove={() =>
            setModule({ ...module, parts: module.parts.filter((_, place) => place !== at) })
          }
        />
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={18} />}
          onClick={() =>
            setModule({
              ...module,
              parts: [...module.parts, emptyPart(module.parts.map(({ id }) => id))],
            })
          }
        >
          {t('editor.add_part')}
        </Button>
      </Group>
      {save.error && (
        <Alert color="red" role="alert" title={sentence(save.error)}>
          {save.error instanceof ApiError &&
            [...new Set(save.error.fields.map(({ code }) => code))].map((code) => (
              <Text key={code}>
                {['contact_data', 'circle', 'unknown'].includes(code)
                  ? t(`editor.wrong.${code as 'circle'}`)
                  : t('editor.wrong.shape')}
              </Text>
            ))}
        </Alert>
      )}
      <Group>
        <Button
          size="lg"
          loading={save.isPending}
          disabled={content.title.trim() === '' || content.parts.length === 0}
          onClick={() => save.mutate()}
        >
          {t('editor.save')}
        </Button>
      </Group>
    </Page>
  );
}

/** What the site's newest referential names; the shipped one where the site has none yet. */
function useCompetences(): { value: string; label: string }[] {
  const { data: found } = useQuery(referentialsQuery);
  const newest = found?.versions[0];
  const { data: detail } = useQuery({
    ...referentialQuery(newest?.id ?? ''),
    enabled: newest !== undefined,
  });
  const content = detail?.content ?? found?.shipped[0];
  return (content?.blocks ?? []).flatMap(({ competences }) =>
    competences.map(({ code, title }) => ({
      value: code,
      label: `${code.toUpperCase()} ${title}`,
    })),
  );
}

interface PartEditorProps {
  part: DraftPart;
  parts: DraftPart[];
  place: number;
  competences: { value: string; label: string }[];
  names: string[];
  onChange: (part: DraftPart) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

function PartEditor(props: PartEditorProps) {
  const { part, parts, place, competences, names, onChange, onMove, onRemove } = props;
  const { t } = useTranslation('learning');
  const others = (from: number, to?: number) =>
    parts
      .slice(from, to)
      .filter(({ role }) => role === 'core')
      .map(({ id, title }) => ({ value: id, label: title || id }));
  return (
    <Paper p="lg" component="section" aria-label={t('editor.part', { number: place + 1 })}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t('editor.part', { number: place + 1 })}
        </Title>
        <Group gap={4}>
          {([-1, 1] as const).map((by) => (
            <Button
              key={by}
              variant="default"
              px={8}
              aria-label={t(by < 0 ? 'answer.up' : 'answer.down', { words: part.title })}
              disabled={place + by < 0 || place + by >= parts.length}
              onClick={() => onMove(by)}
            >
              {by < 0 ? <IconArrowUp size={18} /> : <IconArrowDown size={18} />}
            </Button>
          ))}
          <Button
            variant="default"
            px={8}
            aria-label={t('editor.remove', { name: part.title })}
            disabled={parts.length === 1}
            onClick={onRemove}
          >
            <IconTrash size={18} />
          </Button>
        </Group>
      </Group>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label={t('editor.part_title')}
            maxLength={120}
            value={part.title}
            onChange={(event) => onChange({ ...part, title: event.currentTarget.value })}
          />
          <Select
            label={t('editor.role')}
            data={(['core', 'entry', 'extra'] as const).map((role) => ({
              value: role,
              label: t(`role.${role}`),
            }))}
            value={part.role ?? 'core'}
            allowDeselect={false}
            onChange={(role) =>
              onChange({ ...part, role: (role as 'core') ?? 'core', after: null, covers: [] })
            }
          />
          {part.role === 'extra' && (
            <Select
              label={t('editor.after')}
              data={others(0, place)}
              value={part.after ?? null}
              onChange={(after) => onChange({ ...part, after })}
            />
          )}
          {part.role === 'entry' && (
            <MultiSelect
              label={t('editor.covers')}
              data={others(place + 1)}
              value={[...(part.covers ?? [])]}
              onChange={(covers) => onChange({ ...part, covers })}
            />
          )}
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          {t('editor.markdown', { pictures: pictureNames.join(', ') })}
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Textarea
            label={t('editor.text')}
            autosize
            minRows={6}
            maxLength={6000}
            value={part.text ?? ''}
            onChange={(event) => onChange({ ...part, text: event.currentTarget.value })}
          />
          <Textarea
            label={t('editor.simple')}
            autosize
            minRows={6}
            maxLength={6000}
            value={part.simple ?? ''}
            onChange={(event) => onChange({ ...part, simple: event.currentTarget.value })}
          />
        </SimpleGrid>
        {part.text && (
          <details>
            <summary>{t('editor.preview')}</summary>
            <Markdown source={part.text} />
          </details>
        )}
        {part.drafts.map((draft, at) => (
          <ExerciseEditor
            key={draft.id}
            draft={draft}
            place={at}
            competences={competences}
            onChange={(changed) =>
              onChange({
                ...part,
                drafts: part.drafts.map((each, index) => (index === at ? changed : each)),
              })
            }
            onRemove={() =>
              onChange({ ...part, drafts: part.drafts.filter((_, index) => index !== at) })
            }
          />
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={18} />}
            disabled={competences.length === 0}
            onClick={() =>
              onChange({
                ...part,
                drafts: [
                  ...part.drafts,
                  newDraft(freeName('exercice', names), competences[0]?.value ?? ''),
                ],
              })
            }
          >
            {t('editor.add_exercise')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

interface ExerciseEditorProps {
  draft: Draft;
  place: number;
  competences: { value: string; label: string }[];
  onChange: (draft: Draft) => void;
  onRemove: () => void;
}

function ExerciseEditor({ draft, place, competences, onChange, onRemove }: ExerciseEditorProps) {
  const { t } = useTranslation('learning');
  const field = (
    name: 'ask' | 'simple' | 'hint' | 'why' | 'said' | 'lines' | 'model' | 'must' | 'never',
  ) => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  const said = draft.kind === 'listen' || draft.kind === 'rewrite';
  return (
    <fieldset className={classes.editedPart}>
      <legend>{t('editor.exercise', { number: place + 1 })}</legend>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('editor.kind')}
          data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          value={draft.kind}
          allowDeselect={false}
          onChange={(kind) => onChange({ ...draft, kind: (kind as Draft['kind']) ?? 'choice' })}
        />
        <Select
          label={t('editor.competence')}
          data={competences}
          value={draft.competence}
          allowDeselect={false}
          onChange={(competence) => onChange({ ...draft, competence: competence ?? '' })}
        />
      </SimpleGrid>
      <Textarea label={t('editor.ask')} autosize maxLength={600} {...field('ask')} />
      <Textarea label={t('editor.ask_simple')} autosize maxLength={600} {...field('simple')} />
      {said && (
        <Textarea
          label={t(draft.kind === 'listen' ? 'editor.said' : 'editor.original')}
          autosize
          minRows={2}
          maxLength={1500}
          {...field('said')}
        />
      )}
      {draft.kind === 'rewrite' ? (
        <>
          <Textarea label={t('editor.model')} autosize maxLength={1500} {...field('model')} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Textarea
              label={t('editor.must')}
              description={t('editor.checks')}
              autosize
              minRows={3}
              {...field('must')}
            />
            <Textarea
              label={t('editor.never')}
              description={t('editor.checks')}
              autosize
              minRows={3}
              {...field('never')}
            />
          </SimpleGrid>
        </>
      ) : (
        <Textarea
          label={t('editor.lines')}
          description={t(`editor.how.${draft.kind}`)}
          autosize
          minRows={3}
          {...field('lines')}
        />
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Textarea label={t('editor.hint')} autosize maxLength={600} {...field('hint')} />
        <Textarea label={t('editor.why')} autosize maxLength={600} {...field('why')} />
      </SimpleGrid>
      <Group>
        <Button variant="subtle" leftSection={<IconTrash size={18} />} onClick={onRemove}>
          {t('editor.remove_exercise')}
        </Button>
      </Group>
    </fieldset>
  );
}
