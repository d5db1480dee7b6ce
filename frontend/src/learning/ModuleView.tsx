import { Badge, Button, Group, Switch, Text } from '@mantine/core';
import { IconCheck, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import { draftOf, type Exercise, type Part } from './notation';
import { type ModuleContent, type ModuleDetail, moduleQuery, versionQuery } from './queries';

const route = getRouteApi('/shell/trainer/modules/$code');

/** A module as it is taught: texts in both wordings, exercises with their answers, versions, how each exercise goes. */
export function ModuleView() {
  const { code } = route.useParams();
  const { data, error, refetch } = useQuery(moduleQuery(code));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content detail={data} />;
}

function Content({ detail }: { detail: ModuleDetail }) {
  const { t } = useTranslation('learning');
  const [simple, setSimple] = useState(false);
  const [older, setOlder] = useState<string | null>(null);
  const old = useQuery({ ...versionQuery(older ?? ''), enabled: older !== null });
  const content: ModuleContent = (older !== null && old.data) || detail.content;
  return (
    <Page
      title={content.title}
      text={content.about}
      back={{ to: '/trainer/library', label: t('library.back') }}
      actions={
        <>
          <Switch
            label={t('module.simple')}
            checked={simple}
            onChange={(event) => setSimple(event.currentTarget.checked)}
          />
          <Button
            component={Link}
            to={`/trainer/modules/${detail.content.code}/edit`}
            leftSection={<IconPencil size={18} />}
          >
            {t('library.edit')}
          </Button>
        </>
      }
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          {content.parts.map((part) => (
            <PartPanel key={part.id} part={part} simple={simple} figures={detail.figures} />
          ))}
        </div>
        <div className={classes.side}>
          <Panel title={t('library.facts')}>
            <Text>{t('module.about_minutes', { count: content.minutes })}</Text>
            <Text>
              {t('library.competences')} : {content.competences.join(', ').toUpperCase()}
            </Text>
            {(content.requires ?? []).length > 0 && (
              <Text>{t('library.requires', { modules: content.requires?.join(', ') })}</Text>
            )}
          </Panel>
          <Versions detail={detail} shown={older} onShow={setOlder} />
        </div>
      </div>
    </Page>
  );
}

interface VersionsProps {
  detail: ModuleDetail;
  shown: string | null;
  onShow: (id: string | null) => void;
}

function Versions({ detail, shown, onShow }: VersionsProps) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={t('library.versions')}>
      {detail.versions.length === 0 && <Text c="dimmed">{t('library.never')}</Text>}
      <ul className={classes.steps}>
        {detail.versions.map((version) => {
          const current = version.version === detail.version;
          return (
            <li key={version.id}>
              <Group gap="xs">
                <Text fw={600}>{t('library.version', { version: version.version })}</Text>
                {current && <Badge color="teal">{t('library.current')}</Badge>}
              </Group>
              <Text size="sm" c="dimmed">
                {format.date(version.made_at, zone)} · {version.made_by ?? t('library.shipped')} ·{' '}
                {t('library.runs', { count: version.runs })}
              </Text>
              {!current && (
                <Button
                  variant="subtle"
                  size="sm"
                  px={0}
                  aria-pressed={shown === version.id}
                  onClick={() => onShow(shown === version.id ? null : version.id)}
                >
                  {t(shown === version.id ? 'library.show_current' : 'library.show')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

interface PartPanelProps {
  part: Part;
  simple: boolean;
  figures: ModuleDetail['figures'];
}

function PartPanel({ part, simple, figures }: PartPanelProps) {
  const { t } = useTranslation('learning');
  const text = (simple && part.simple) || part.text;
  return (
    <Panel
      title={part.title}
      aside={part.role !== 'core' && <Badge color="gray">{t(`role.${part.role ?? 'core'}`)}</Badge>}
    >
      <div lang="fr">
        {text && <Markdown source={text} />}
        <ul className={classes.steps}>
          {(part.exercises ?? []).map((exercise) => (
            <ExerciseSummary
              key={exercise.id}
              exercise={exercise}
              figures={figures.find((each) => each.exercise === exercise.id)}
            />
          ))}
        </ul>
      </div>
    </Panel>
  );
}

interface ExerciseSummaryProps {
  exercise: Exercise;
  figures: ModuleDetail['figures'][number] | undefined;
}

function ExerciseSummary({ exercise, figures }: ExerciseSummaryProps) {
  const { t } = useTranslation('learning');
  const draft = draftOf(exercise);
  const lines = (draft.lines || draft.model).split('\n');
  return (
    <li>
      <Group gap="xs" mt="md">
        <Text fw={600}>{exercise.ask}</Text>
        <Badge color="gray">{t(`kind.${exercise.kind}`)}</Badge>
        {figures && (
          <Badge color={figures.average >= 70 ? 'teal' : 'orange'}>
            {t('library.first_try', { score: figures.average, count: figures.answered })}
          </Badge>
        )}
      </Group>
      {draft.said && <blockquote className={classes.said}>{draft.said}</blockquote>}
      <ul className={classes.marks}>
        {lines.map((line) => (
          <li key={line}>
            {line.startsWith('* ') ? (
              <IconCheck size={18} aria-label={t('editor.marked')} />
            ) : (
              <span />
            )}
            {line.replace(/^\* /, '')}
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mb="sm">
        {exercise.why.replaceAll('**', '')}
      </Text>
    </li>
  );
}
