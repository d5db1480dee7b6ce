import { Badge, Button, Paper, Progress, Group as Row, Text, Title } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import classes from './Group.module.css';
import { groupQuery, type LearnerBrief } from './queries';

/** The trainer's people by name: who needs a word this week, and where everybody stands. Nobody is ranked. */
export function Group() {
  const { t } = useTranslation(['trainer', 'papers']);
  const { data, error, refetch } = useQuery(groupQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const stuck = data.filter((person) => person.stuck !== null);
  const others = data.filter((person) => person.stuck === null);
  return (
    <Page
      title={t('group.title')}
      text={t('group.text')}
      actions={
        <Button
          component={Link}
          to="/trainer/follow-ups"
          variant="default"
          leftSection={<IconMessages size={20} />}
        >
          {t('papers:follow_ups.title')}
        </Button>
      }
    >
      {data.length === 0 && <EmptyState title={t('group.none')} text={t('group.none_text')} />}
      {stuck.length > 0 && <People title={t('group.stuck')} people={stuck} />}
      {others.length > 0 && <People title={t('group.going')} people={others} />}
    </Page>
  );
}

function People({ title, people }: { title: string; people: LearnerBrief[] }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <div className={classes.people}>
        {people.map((person) => (
          <Card key={person.id} person={person} />
        ))}
      </div>
    </section>
  );
}

function Card({ person }: { person: LearnerBrief }) {
  const { t } = useTranslation('trainer');
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
