import { Badge, Button, Switch, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { ExerciseSummary } from './ExerciseSummary';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import type { Part } from './notation';
import { type ModuleContent, type ModuleDetail, moduleQuery, versionQuery } from './queries';
import { Versions } from './Versions';

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
          <Versions
            versions={detail.versions.map((each) => ({
              ...each,
              note: t('library.runs', { count: each.runs }),
            }))}
            current={detail.version}
            none={t('library.never')}
            shown={older}
            onShow={setOlder}
          />
        </div>
      </div>
    </Page>
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
