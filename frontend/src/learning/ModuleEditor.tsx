import {
  Alert,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { ApiError } from '../api/errors';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { useCompetences } from './competences';
import { codeOf, draftOf, exerciseOf } from './notation';
import { type DraftPart, emptyPart, PartEditor } from './PartEditor';
import { type ModuleContent, moduleQuery, modulesQuery } from './queries';

const route = getRouteApi('/shell/trainer/modules/$code/edit');

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
            size="sm"
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
