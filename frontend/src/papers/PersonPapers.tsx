import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconCalendarPlus, IconCertificate } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { Dialog } from '../shared/ui/Dialog';
import { useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { FollowUpLink } from './FollowUps';
import { PaperList } from './PaperList';
import classes from './Papers.module.css';
import { followUpsOfQuery, followUpsQuery, papersOfQuery } from './queries';

/** On a person's page: the next follow-up, and the papers. */
export function PersonPapers({ learner }: { learner: string }) {
  const { t } = useTranslation('papers');
  const [planning, setPlanning] = useState(false);
  const papers = useQuery(papersOfQuery(learner)).data ?? [];
  const next = useQuery(followUpsOfQuery(learner)).data?.find((each) => each.state === 'planned');
  const navigate = useNavigate();
  const toast = useErrorToast();
  const certify = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/learners/{agent_id}/certificate', {
          params: { path: { agent_id: learner } },
        }),
      ),
    onSuccess: ({ id }) => navigate({ to: '/trainer/papers/$id', params: { id } }),
    onError: toast,
  });
  return (
    <Panel
      title={t('person.title')}
      aside={
        !next && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconCalendarPlus size={16} />}
            onClick={() => setPlanning(true)}
          >
            {t('person.plan')}
          </Button>
        )
      }
    >
      {next && (
        <ul className={classes.list}>
          <li>
            <FollowUpLink line={next} />
          </li>
        </ul>
      )}
      {papers.length > 0 && <PaperList papers={papers} base="/trainer/papers" />}
      {!next && papers.length === 0 && <Text c="dimmed">{t('person.none')}</Text>}
      <Button
        mt="sm"
        size="xs"
        variant="default"
        leftSection={<IconCertificate size={16} />}
        loading={certify.isPending}
        onClick={() => certify.mutate()}
      >
        {t('person.certify')}
      </Button>
      {planning && <PlanDialog learner={learner} onClose={() => setPlanning(false)} />}
    </Panel>
  );
}

function PlanDialog({ learner, onClose }: { learner: string; onClose: () => void }) {
  const { t } = useTranslation('papers');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [day, setDay] = useState('');
  const plan = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/learners/{agent_id}/follow-ups', {
          params: { path: { agent_id: learner } },
          body: { due_on: day },
        }),
      ),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: followUpsQuery.queryKey });
      await navigate({ to: '/trainer/follow-ups/$id', params: { id: made.id } });
    },
  });
  return (
    <Dialog
      title={t('person.plan')}
      submit={t('person.plan_it')}
      ready={day !== ''}
      pending={plan.isPending}
      error={plan.error}
      onClose={onClose}
      onSubmit={() => plan.mutate()}
    >
      <Text>{t('person.plan_text')}</Text>
      <Group>
        <TextInput
          type="date"
          label={t('follow_up.day')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
          data-autofocus
        />
      </Group>
    </Dialog>
  );
}
