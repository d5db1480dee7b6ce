import { Badge, Button, Paper, Progress, Group as Row, Text, Title } from '@mantine/core';
import { IconMessages, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { type GroupLine, learningGroupQuery } from '../learning/queries';
import { MyRolePlays } from '../roleplay/Mine';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import classes from './Group.module.css';
import { groupQuery, type LearnerBrief } from './queries';

/** The trainer's people by name: who needs a word this week, and where everybody stands. Nobody is ranked. */
export function Group() {
  const { t } = useTranslation(['trainer', 'papers', 'calibration']);
  const { data, error, refetch } = useQuery(groupQuery);
  const learning = useQuery(learningGroupQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const lines = new Map(learning.data?.map((line) => [line.id, line]));
  const waits = (person: LearnerBrief) => {
    const line = lines.get(person.id);
    return person.stuck !== null || line?.stuck != null || line?.todo != null;
  };
  const stuck = data.filter(waits);
  const others = data.filter((person) => !waits(person));
  return (
    <Page
      title={t('group.title')}
      text={t('group.text')}
      actions={
        <>
          <Button
            component={Link}
            to="/trainer/calibration"
            variant="default"
            leftSection={<IconUsers size={20} />}
          >
            {t('calibration:title')}
          </Button>
          <Button
            component={Link}
            to="/trainer/follow-ups"
            variant="default"
            leftSection={<IconMessages size={20} />}
          >
            {t('papers:follow_ups.title')}
          </Button>
        </>
      }
    >
      {data.length === 0 && <EmptyState title={t('group.none')} text={t('group.none_text')} />}
      <MyRolePlays />
      {stuck.length > 0 && <People title={t('group.stuck')} people={stuck} lines={lines} />}
      {others.length > 0 && <People title={t('group.going')} people={others} lines={lines} />}
    </Page>
  );
}

interface PeopleProps {
  title: string;
  people: LearnerBrief[];
  /** Assessment, plan and modules by person; a moment later than the people. */
  lines: Map<string, GroupLine>;
}

function People({ title, people, lines }: PeopleProps) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <div className={classes.people}>
        {people.map((person) => (
          <Card key={person.id} person={person} line={lines.get(person.id)} />
        ))}
      </div>
    </section>
  );
}

function Card({ person, line }: { person: LearnerBrief; line: GroupLine | undefined }) {
  const { t } = useTranslation(['trainer', 'learning']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const share = person.competences ? (100 * person.acquired) / person.competences : 0;
  return (
    <Paper p="md" component="article" aria-label={person.alias}>
      <Row justify="space-between" wrap="nowrap" mb={6}>
        <Link to="/trainer/people/$id" params={{ id: person.id }} className={classes.name}>
          {person.alias}
        </Link>
        {person.stuck && <Badge color="orange">{t(`stuck.${person.stuck}`)}</Badge>}
      </Row>
      {line && (line.todo || line.stuck) && (
        <Row gap={6} mb={6}>
          {line.todo && <Badge color="cobalt">{t(`learning:todo.${line.todo}`)}</Badge>}
          {line.stuck && <Badge color="orange">{t(`learning:stuck.${line.stuck}`)}</Badge>}
        </Row>
      )}
      {line && line.steps > 0 && (
        <Text size="sm">
          <Link to="/trainer/people/$id/path" params={{ id: person.id }}>
            {t('learning:group.steps', { done: line.done, steps: line.steps })}
          </Link>
          {line.next && ` · ${line.next}`}
        </Text>
      )}
      {person.practices > 0 && (
        <Text size="sm">
          {t('group.practices', { count: person.practices, good: person.good_practices })}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {person.last_practice_at
          ? t('group.last', { date: format.date(person.last_practice_at, zone) })
          : t('group.never')}
      </Text>
      {person.competences > 0 && (
        <>
          <Progress value={share} color="teal" mt="sm" aria-hidden="true" />
          <Text size="sm" mt={4}>
            {t('group.acquired', { acquired: person.acquired, all: person.competences })}
          </Text>
        </>
      )}
    </Paper>
  );
}
