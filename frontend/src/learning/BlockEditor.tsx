import {
  Alert,
  Button,
  Group,
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
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { ApiError } from '../api/errors';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { scenarioQuery, scenariosQuery } from '../training/queries';
import { blockOf, type DraftBlock, draftBlock, emptyBlock, KINDS, whole } from './block-draft';
import { useCompetences } from './competences';
import { ExercisesEditor } from './ExerciseEditor';
import { useKeepBlock } from './keep';
import { LinesEditor } from './LinesEditor';
import { Markdown, pictureNames } from './Markdown';
import { codeOf } from './notation';
import { blockQuery } from './queries';

const edited = getRouteApi('/shell/trainer/blocks/$code/edit');
const added = getRouteApi('/shell/trainer/new-block');

/** A new version of a block: assessments that were composed keep the one they have. */
export function EditBlock() {
  const { code } = edited.useParams();
  const { data, error, refetch } = useQuery(blockQuery(code));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Editor base={data.version} first={draftBlock(data.content)} />;
}

/** A block of the site's own, empty or from a copy. */
export function NewBlock() {
  const { from } = added.useSearch();
  const { t } = useTranslation('learning');
  const { data, error, refetch } = useQuery({ ...blockQuery(from ?? ''), enabled: !!from });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (from && !data) return <Loading />;
  const copied = data && {
    ...draftBlock(data.content),
    code: '',
    title: t('blocks.copy_of', { title: data.content.title }).slice(0, 120),
  };
  return <Editor base={0} first={copied ?? emptyBlock()} />;
}

function Editor({ base, first }: { base: number; first: DraftBlock }) {
  const { t } = useTranslation('learning');
  const navigate = useNavigate();
  const sentence = useErrorSentence();
  const keep = useKeepBlock();
  const competences = useCompetences();
  const [block, setBlock] = useState(first);
  const isNew = first.code === '';
  const code = isNew ? codeOf(block.title) : first.code;
  const change = (part: Partial<DraftBlock>) => setBlock((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/assessment-blocks/{code}', {
          params: { path: { code } },
          body: { base, content: blockOf({ ...block, code }) },
        }),
      ),
    onSuccess: async (detail) => {
      keep(detail);
      toastDone(t('blocks.published', { version: detail.version }));
      await navigate({ to: '/trainer/blocks/$code', params: { code } });
    },
  });
  return (
    <Page
      narrow
      title={isNew ? t('blocks.new') : t('editor.edit', { title: first.title })}
      text={t(isNew ? 'blocks.new_text' : 'blocks.edit_text')}
      back={
        isNew
          ? { to: '/trainer/library', label: t('library.back') }
          : { to: `/trainer/blocks/${first.code}`, label: first.title }
      }
    >
      <Paper p="lg">
        <Stack>
          <TextInput
            size="sm"
            label={t('editor.title')}
            required
            maxLength={120}
            value={block.title}
            onChange={(event) => change({ title: event.currentTarget.value })}
          />
          <Textarea
            label={t('editor.about')}
            required
            maxLength={400}
            autosize
            value={block.about}
            onChange={(event) => change({ about: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t('blocks.how')}
              data={KINDS.map((kind) => ({ value: kind, label: t(`block.${kind}`) }))}
              value={block.kind}
              allowDeselect={false}
              onChange={(kind) => change({ kind: (kind as DraftBlock['kind']) ?? 'test' })}
            />
            <NumberInput
              label={t('editor.minutes')}
              min={1}
              max={120}
              value={block.minutes}
              onChange={(value) => change({ minutes: Number(value) || 10 })}
            />
          </SimpleGrid>
          <Textarea
            label={t(`blocks.text.${block.kind}`)}
            description={t('editor.markdown', { pictures: pictureNames.join(', ') })}
            autosize
            minRows={3}
            maxLength={4000}
            value={block.text}
            onChange={(event) => change({ text: event.currentTarget.value })}
          />
          {block.text && (
            <details>
              <summary>{t('editor.preview')}</summary>
              <Markdown source={block.text} />
            </details>
          )}
        </Stack>
      </Paper>
      <Paper p="lg" component="section" aria-label={t(`blocks.content.${block.kind}`)}>
        <Title order={2} size="h4" mb="sm">
          {t(`blocks.content.${block.kind}`)}
        </Title>
        <Stack>
          {block.kind === 'test' && (
            <ExercisesEditor
              drafts={block.drafts}
              competences={competences}
              taken={block.drafts.map(({ id }) => id)}
              onChange={(drafts) => change({ drafts })}
            />
          )}
          {block.kind === 'self' && (
            <LinesEditor
              lines={block.statements}
              stem="phrase"
              label={(number) => t('blocks.statement', { number })}
              add={t('blocks.add_statement')}
              competences={competences}
              onChange={(statements) => change({ statements })}
            />
          )}
          {block.kind === 'observed' && (
            <>
              <Card card={block.card} onChange={(card) => change({ card })} />
              <LinesEditor
                lines={block.criteria}
                stem="critere"
                label={(number) => t('blocks.criterion', { number })}
                add={t('blocks.add_criterion')}
                competences={competences}
                required
                onChange={(criteria) => change({ criteria })}
              />
            </>
          )}
        </Stack>
      </Paper>
      {save.error && (
        <Alert color="red" role="alert" title={sentence(save.error)}>
          {save.error instanceof ApiError &&
            [...new Set(save.error.fields.map((field) => field.code))].map((found) => (
              <Text key={found}>
                {t(found === 'contact_data' ? 'editor.wrong.contact_data' : 'blocks.wrong')}
              </Text>
            ))}
        </Alert>
      )}
      <Group>
        <Button
          size="lg"
          loading={save.isPending}
          disabled={!whole({ ...block, code })}
          onClick={() => save.mutate()}
        >
          {t('blocks.publish')}
        </Button>
        {!whole({ ...block, code }) && <Text c="dimmed">{t('blocks.not_whole')}</Text>}
      </Group>
    </Page>
  );
}

/** What the trainer plays or has in hand; a scenario of the library gives a first wording. */
function Card({ card, onChange }: { card: string; onChange: (card: string) => void }) {
  const { t } = useTranslation('learning');
  const { data: scenarios = [] } = useQuery(scenariosQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const { data } = useQuery({ ...scenarioQuery(chosen ?? ''), enabled: chosen !== null });
  return (
    <>
      <Group align="flex-end">
        <Select
          label={t('blocks.scenario')}
          description={t('blocks.scenario_text')}
          data={scenarios.map(({ code, title }) => ({ value: code, label: title }))}
          value={chosen}
          onChange={setChosen}
          searchable
          flex={1}
        />
        <Button
          variant="default"
          disabled={!data}
          onClick={() =>
            data &&
            onChange(
              [`**${data.customer}**`, data.customer_mood, data.need, data.about]
                .filter(Boolean)
                .join('\n\n'),
            )
          }
        >
          {t('blocks.take')}
        </Button>
      </Group>
      <Textarea
        label={t('assessment.card')}
        description={t('blocks.card_text')}
        autosize
        minRows={4}
        maxLength={4000}
        value={card}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </>
  );
}
