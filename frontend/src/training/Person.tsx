import { Alert, Badge, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconGavel, IconMap, IconPencil, IconSchool } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GateCard } from '../agent/practice/GateCard';
import { PastCalls } from '../agent/practice/PastCalls';
import { useMe } from '../api/session';
import { PersonPapers } from '../papers/PersonPapers';
import { Invite } from '../roleplay/Invite';
import { type Bar, Steps } from '../shared/competences/Steps';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { BesidePanel } from './Beside';
import { Decide } from './Decide';
import { EditRecord } from './EditRecord';
import classes from './Person.module.css';
import { type Learner, learnerQuery } from './queries';

/** One apprentice: the record, where each competence stands and on what, gates, practice calls. */
export function Person() {
  const { t } = useTranslation(['trainer', 'exams', 'learning']);
  const { id } = useParams({ from: '/shell/trainer/people/$id' });
  const { data, error, refetch } = useQuery(learnerQuery(id));
  const [editing, setEditing] = useState(false);
  const [deciding, setDeciding] = useState<Bar | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={data.alias}
      text={data.referential && `${data.referential.title} · ${data.referential.version}`}
      back={{ to: '/trainer', label: t('group.title') }}
      actions={
        <Group gap="sm">
          <Invite agent={id} />
          <Button
            component={Link}
            to={`/trainer/people/${id}/path`}
            leftSection={<IconMap size={18} />}
          >
            {t('learning:path.open')}
          </Button>
          <Button
            component={Link}
            to={`/trainer/people/${id}/exam`}
            variant="default"
            leftSection={<IconSchool size={18} />}
          >
            {t('exams:way')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPencil size={18} />}
            onClick={() => setEditing(true)}
          >
            {t(data.record ? 'record.edit' : 'record.make')}
          </Button>
        </Group>
      }
    >
      {!data.record && (
        <Alert color="orange" icon={<IconAlertTriangle />} title={t('record.none')}>
          {t('record.none_text')}
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.main}>
          {data.blocks.map((block) => (
            <Panel key={block.code} title={block.title}>
              <Steps
                bars={block.bars}
                formal
                aside={(bar) => (
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<IconGavel size={16} />}
                    aria-label={t('decide.for', { title: bar.title })}
                    onClick={() => setDeciding(bar)}
                  >
                    {t('decide.open')}
                  </Button>
                )}
              />
            </Panel>
          ))}
          <PastCalls
            calls={data.practices}
            base="/trainer/debriefs"
            title={t('person.calls')}
            empty={t('person.no_calls')}
          />
        </div>
        <div className={classes.side}>
          <Record learner={data} />
          {data.gates.map((gate) => (
            <GateCard key={gate.campaign_id} gate={gate} />
          ))}
          <BesidePanel agent={data.id} name={data.alias} />
          <PersonPapers learner={data.id} />
          <Decisions learner={data} />
        </div>
      </div>
      {editing && <EditRecord learner={data} onClose={() => setEditing(false)} />}
      {deciding && <Decide learner={data} bar={deciding} onClose={() => setDeciding(null)} />}
    </Page>
  );
}

function Record({ learner }: { learner: Learner }) {
  const { t } = useTranslation('trainer');
  const { record } = learner;
  if (!record) return null;
  const period = [record.starts_on, record.ends_on].filter(Boolean).join(' → ');
  const facts: [string, string | null | undefined][] = [
    [t('record.status'), t(`status.${record.status}`)],
    [t('record.period'), period],
    [t('record.alternation'), record.alternation],
    [t('record.tutor'), record.tutor],
    [t('record.training_centre'), record.training_centre],
    [t('record.languages'), record.languages.map((code) => t(`spoken.${code}`)).join(', ')],
    [t('record.needs'), record.needs?.map((code) => t(`needs.${code}`)).join(', ')],
    [t('record.goals'), record.goals],
  ];
  return (
    <Panel title={t('record.title')}>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

function Decisions({ learner }: { learner: Learner }) {
  const { t } = useTranslation(['trainer', 'competences']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const titles = new Map(
    learner.blocks.flatMap(({ bars }) => bars.map((bar) => [bar.competence, bar.title])),
  );
  return (
    <Panel title={t('decide.history')}>
      {learner.decisions.length === 0 ? (
        <Text c="dimmed">{t('decide.none')}</Text>
      ) : (
        <ul className={classes.decisions}>
          {learner.decisions.map((decision) => (
            <li key={decision.id}>
              <Group justify="space-between" wrap="nowrap" align="flex-start">
                <Text fw={550}>{titles.get(decision.competence) ?? decision.competence}</Text>
                <Badge color={decision.level === 'acquired' ? 'teal' : 'gray'} miw="max-content">
                  {t(`competences:level.${decision.level}`)}
                </Badge>
              </Group>
              <Text size="sm" c="dimmed">
                {format.dateTime(decision.decided_at, zone)} · {decision.decided_by} ·{' '}
                {t('competences:evidence', { count: decision.evidence.length })}
              </Text>
              {decision.seen && <Text size="sm">{decision.seen}</Text>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
